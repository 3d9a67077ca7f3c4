// Who said these words? Usage: search WORDS HOST:PORT; see ../README.md for the generated package.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	pb "example.org/search/vedette/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

func main() {
	conn, err := grpc.NewClient(os.Args[2], grpc.WithTransportCredentials(insecure.NewCredentials()))
	for quotes, token := pb.NewQuoteSearchServiceClient(conn), ""; err == nil; {
		var page *pb.SearchQuotesResponse
		page, err = quotes.SearchQuotes(context.Background(), &pb.SearchQuotesRequest{Query: os.Args[1], PageToken: token})
		for _, found := range page.GetResults() {
			fmt.Println(found.Quote.Speakers, found.Quote.Text, found.Quote.Evidence[0].Article)
		}
		if token = page.GetNextPageToken(); token == "" && err == nil {
			return
		}
	}
	log.Fatal(err)
}

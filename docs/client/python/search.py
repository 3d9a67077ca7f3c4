"""Who said these words? Usage: search.py WORDS [HOST:PORT]; see ../README.md for the generated modules."""
import sys

import grpc
from vedette.v1 import quote_search_service_pb2 as pb
from vedette.v1.quote_search_service_pb2_grpc import QuoteSearchServiceStub

words, server = sys.argv[1], (sys.argv[2:] or ["localhost:50051"])[0]
with grpc.insecure_channel(server, compression=grpc.Compression.Gzip) as channel:
    quotes, token = QuoteSearchServiceStub(channel), None
    while token != "":
        request = pb.SearchQuotesRequest(query=words, page_size=100, page_token=token)
        try:
            page = quotes.SearchQuotes(request, timeout=10)
        except grpc.RpcError as error:
            sys.exit(f"{error.code().name}: {error.details()}")
        for result in page.results:
            quote = result.quote
            speakers = ", ".join(s.text for s in quote.speakers) or "nobody named"
            print(f"{speakers}: {quote.text} [{quote.evidence[0].article}]")
        token = page.next_page_token

//! Integration tests: one binary, one module a subject.

#[cfg(test)]
mod admin;
#[cfg(test)]
mod aggregate;
#[cfg(test)]
mod architecture;
#[cfg(test)]
mod auth;
#[cfg(test)]
mod bomb;
#[cfg(test)]
mod call;
#[cfg(test)]
mod canary;
#[cfg(test)]
mod compress;
#[cfg(test)]
mod contract;
#[cfg(test)]
mod copies;
#[cfg(test)]
mod correction;
#[cfg(test)]
mod decision;
#[cfg(test)]
mod event;
#[cfg(test)]
mod facet;
#[cfg(test)]
mod filter;
#[cfg(test)]
mod flood;
#[cfg(test)]
mod frame;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod invented;
#[cfg(test)]
mod limit;
#[cfg(test)]
mod mask;
#[cfg(test)]
mod merge;
#[cfg(test)]
mod probe;
#[cfg(test)]
mod property;
#[cfg(test)]
mod quarantine;
#[cfg(test)]
mod quote;
#[cfg(test)]
mod reader;
#[cfg(test)]
mod refusal;
#[cfg(test)]
mod script;
#[cfg(test)]
mod seeing;
#[cfg(test)]
mod serving;
#[cfg(test)]
mod soundness;
#[cfg(test)]
mod stopping;
#[cfg(test)]
mod store;
#[cfg(test)]
mod stream;
#[cfg(test)]
mod tls;
#[cfg(test)]
mod trace;
#[cfg(test)]
mod utterance;

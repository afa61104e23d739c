//! The requests to the backend that are under way or in doubt, each with its idempotency key and its body.
//!
//! A request is in doubt when it may have been carried out although no answer came that could be used. It stays so until
//! the backend decides on it, or on one that says to replace it; until the backend gives its word that there is no order;
//! or until the shop says what it has learnt.

use crate::domain::web_sdk::InstanceId;

/// Which requests are of one purchase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The shop gave it a name, among those of a client id.
    Named(String, String),
    /// It did not: what is in doubt on an instance of the SDK may be this purchase.
    Unnamed(InstanceId),
}

/// One request: under its key the same body goes to the same address, however often.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The idempotency key.
    pub key: String,
    /// The purchase.
    pub scope: Scope,
    /// The address.
    pub endpoint: String,
    /// The body, as it was rendered.
    pub body: String,
    /// The key of the request before it, which was in doubt and had another body.
    pub replaces: Option<String>,
    /// How many posts of it are under way.
    under_way: u32,
    may_have_arrived: bool,
}

/// How a post ended, as far as the doubt is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The backend decided, or gave its word that there is no order.
    Decided,
    /// It may have been carried out.
    InDoubt,
    /// This attempt was not carried out.
    Refused,
}

/// All of a page. Of one purchase the newest comes last.
#[derive(Debug, Clone)]
pub struct Requests(Vec<Request>);

impl Requests {
    /// None.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The request of a purchase that the next click repeats or replaces.
    pub fn open(&self, scope: &Scope) -> Option<&Request> {
        self.0.iter().rfind(|request| request.scope == *scope)
    }

    /// A new one is about to be posted.
    pub fn begin(&mut self, key: &str, scope: Scope, endpoint: &str, body: &str, replaces: Option<String>) {
        self.0.push(Request {
            key: key.to_owned(),
            scope,
            endpoint: endpoint.to_owned(),
            body: body.to_owned(),
            replaces,
            under_way: 1,
            may_have_arrived: false,
        });
    }

    /// One is about to be posted again.
    pub fn again(&mut self, key: &str) {
        if let Some(request) = self.0.iter_mut().find(|request| request.key == key) {
            request.under_way += 1;
            request.may_have_arrived = true;
        }
    }

    /// A post ended. A decision is one on all that the request replaced, too.
    pub fn ended(&mut self, key: &str, ended: Ended) {
        let Some(index) = self.0.iter().position(|request| request.key == key) else { return };
        let Some(request) = self.0.get_mut(index) else { return };
        request.under_way = request.under_way.saturating_sub(1);
        match ended {
            Ended::Decided => {
                let scope = request.scope.clone();
                let mut place = 0;
                self.0.retain(|other| {
                    place += 1;
                    place > index + 1 || other.scope != scope
                });
            }
            Ended::InDoubt => request.may_have_arrived = true,
            // It says what the backend thinks of this attempt; an earlier one may be carried out all the same.
            Ended::Refused => {
                if !request.may_have_arrived && request.under_way == 0 {
                    self.0.remove(index);
                }
            }
        }
    }

    /// Whether the backend is being asked about a purchase.
    pub fn is_under_way(&self, scope: &Scope) -> bool {
        self.0.iter().any(|request| request.scope == *scope && request.under_way > 0)
    }

    /// The shop knows what became of a purchase.
    pub fn settle(&mut self, scope: &Scope) {
        self.0.retain(|request| request.scope != *scope);
    }

    /// For the tests: every request that is kept.
    #[cfg(test)]
    pub fn all(&self) -> &[Request] {
        &self.0
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    fn scope(name: &str) -> Scope {
        Scope::Named("client".to_owned(), name.to_owned())
    }

    fn with(keys: &[(&str, &str)]) -> Requests {
        let mut requests = Requests::new();
        for (key, purchase) in keys {
            requests.begin(key, scope(purchase), "/pay", "{}", None);
        }
        requests
    }

    fn open(requests: &Requests, purchase: &str) -> Option<String> {
        requests.open(&scope(purchase)).map(|request| request.key.clone())
    }

    #[test]
    fn a_lost_answer_leaves_the_request_in_doubt_and_a_later_refusal_does_not_end_the_doubt() {
        let mut requests = with(&[("k", "p")]);
        requests.ended("k", Ended::InDoubt);
        requests.again("k");
        requests.ended("k", Ended::Refused);
        assert_eq!(open(&requests, "p").as_deref(), Some("k"));
        requests.again("k");
        requests.ended("k", Ended::Decided);
        assert_eq!(open(&requests, "p"), None);
    }

    #[test]
    fn a_plain_refusal_ends_the_key() {
        let mut requests = with(&[("k", "p")]);
        requests.ended("k", Ended::Refused);
        assert_eq!(open(&requests, "p"), None);
    }

    #[test]
    fn a_decision_ends_what_the_request_replaced_and_no_other_purchase() {
        let mut requests = with(&[("a", "p"), ("other", "q"), ("b", "p"), ("c", "p")]);
        requests.ended("b", Ended::Decided);
        assert_eq!((open(&requests, "p").as_deref(), open(&requests, "q").as_deref()), (Some("c"), Some("other")));
        assert_eq!(requests.all().len(), 2);
    }

    #[test]
    fn one_that_was_refused_leaves_the_one_before_in_doubt() {
        let mut requests = with(&[("a", "p")]);
        requests.ended("a", Ended::InDoubt);
        requests.begin("b", scope("p"), "/pay", "{2}", Some("a".to_owned()));
        requests.ended("b", Ended::Refused);
        assert_eq!(open(&requests, "p").as_deref(), Some("a"));
    }
}

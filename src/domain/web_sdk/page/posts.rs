//! The request of a click: its body, its key, and what becomes of it.

use super::input::{Effect, Note, Posted, ours};
use super::object::Object;
use super::requests::{Ended, Scope};
use super::shared::{Shared, Step};
use crate::domain::delivery::Arrival;
use crate::domain::error::Error;
use crate::domain::web_sdk::{Answered, ClickNumber, PaymentRequest};

impl<H: Clone, F: Clone + From<Error>> Object<H, F> {
    /// The shop has heard that the click is being worked on, and may have disposed of us.
    pub fn go(&mut self, number: ClickNumber, shared: &mut Shared<H, F>) {
        if let Some(click) = self.ongoing(number) {
            click.is_going = true;
            let has_token = click.passed.as_ref().is_some_and(|passed| !passed.session_token.is_null());
            if has_token || self.is_disposed() {
                self.render(number, shared);
            } else {
                shared.does(self.id, Effect::FindToken(number));
            }
        }
    }

    /// The SDK's session token, if it has one.
    pub fn token(&mut self, number: ClickNumber, token: Option<String>, shared: &mut Shared<H, F>) {
        if let Some(passed) = self.ongoing(number).and_then(|click| click.passed.as_mut()) {
            passed.session_token = token.filter(|token| !token.is_empty()).into();
            self.render(number, shared);
        }
    }

    /// Has the body rendered: first as that of the request in doubt, which it may repeat.
    fn render(&mut self, number: ClickNumber, shared: &mut Shared<H, F>) {
        if self.is_disposed() {
            // Nothing is posted after the disposal.
            return self.give(number, Err(ours(Error::disposed())), shared);
        }
        let Some(ongoing) = self.ongoing(number) else { return };
        let (Some(passed), Some(scope)) = (&ongoing.passed, &ongoing.scope) else { return };
        let open = shared.requests.open(scope);
        if !ongoing.is_changed {
            ongoing.before = open.map(|open| open.key.clone());
        }
        let replaces = match open {
            Some(open) if !ongoing.is_changed => open.replaces.clone(),
            _ => ongoing.before.clone(),
        };
        ongoing.replaces.clone_from(&replaces);
        let purchase = match scope {
            Scope::Named(_, name) => Some(name.as_str()),
            Scope::Unnamed(_) => None,
        };
        let members = passed.body(purchase, replaces.as_deref());
        let description = passed.delivery(purchase, replaces.as_deref());
        shared.does(self.id, Effect::Render { number, members, description });
    }

    /// The body is there. The same body is the same request, under its key; another one says which request it replaces.
    pub fn rendered(&mut self, number: ClickNumber, key: String, body: Result<String, F>, shared: &mut Shared<H, F>) {
        let body = match body {
            Ok(body) if !self.is_disposed() => body,
            Ok(_) => return self.give(number, Err(ours(Error::disposed())), shared),
            Err(failure) => return self.unanswered(number, failure, shared),
        };
        let endpoint = self.setting.endpoint.clone();
        let Some(ongoing) = self.ongoing(number) else { return };
        let Some(scope) = ongoing.scope.clone() else { return };
        let mut key = key;
        let mut is_repeated = false;
        if let Some(open) = shared.requests.open(&scope).filter(|_| !ongoing.is_changed) {
            let is_same = ongoing.before.as_ref() == Some(&open.key) && open.endpoint == endpoint && open.body == body;
            if !is_same {
                ongoing.before = Some(open.key.clone());
                ongoing.is_changed = true;
                return self.render(number, shared);
            }
            key = open.key.clone();
            is_repeated = true;
        }
        let replaces = ongoing.replaces.take();
        if matches!(scope, Scope::Unnamed(_)) && (is_repeated || ongoing.is_changed) {
            shared.says(self.id, Note::Unnamed);
        }
        if is_repeated {
            shared.requests.again(&key);
        } else {
            shared.requests.begin(&key, scope, &endpoint, &body, replaces);
        }
        shared.does(self.id, Effect::Post { number, key, body });
    }

    /// The backend answered, or cannot be asked.
    pub fn posted(&mut self, number: ClickNumber, key: &str, posted: Posted<H, F>, shared: &mut Shared<H, F>) {
        let ended = match (&posted.answer, posted.arrival) {
            (Ok(_), _) | (Err(_), Arrival::Denied) => Ended::Decided,
            (Err(_), Arrival::Possible) => Ended::InDoubt,
            (Err(_), Arrival::Refused | Arrival::Unsent) => Ended::Refused,
        };
        shared.requests.ended(key, ended);
        match posted.answer {
            Ok((authorization, body)) => self.conclude(number, &authorization, body, posted.is_outcome_heard, shared),
            Err(failure) => self.unanswered(number, failure, shared),
        }
    }

    /// There is no answer that can be used.
    fn unanswered(&mut self, number: ClickNumber, failure: F, shared: &mut Shared<H, F>) {
        self.purchase.answered(Answered::Failed, false);
        self.failed(failure.clone(), &PaymentRequest::default(), shared);
        if let Some(click) = self.ongoing(number) {
            click.reply = Some(Err(failure));
        }
        shared.then(self.id, Step::Reply(number));
    }
}

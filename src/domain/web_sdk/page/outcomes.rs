//! What the backend made of a click: the shop hears of it, then Klarna's SDK is answered.

use super::input::{Note, Status, ours};
use super::object::Object;
use super::shared::{Shared, Step};
use crate::domain::error::Error;
use crate::domain::value::{Value, object};
use crate::domain::web_sdk::{Answered, Authorization, ClickNumber, PaymentRequest, Verdict};

impl<H: Clone, F: Clone + From<Error>> Object<H, F> {
    /// The backend decided: the shop hears of the outcome first, then Klarna's SDK is answered.
    pub fn conclude(
        &mut self,
        number: ClickNumber,
        authorization: &Authorization,
        body: H,
        is_heard: bool,
        shared: &mut Shared<H, F>,
    ) {
        let setting = &self.setting;
        let reply = authorization.reply(setting.return_url.as_deref(), setting.decline_url.as_deref());
        let (answered, status) = match authorization.verdict {
            Verdict::Approved => (Answered::Approved, Some(Status::Approved)),
            Verdict::Declined => (Answered::Declined, Some(Status::Declined)),
            Verdict::StepUpRequired => (Answered::StepUpRequired, None),
        };
        let id = authorization.payment_request_id();
        if status.is_none() {
            self.updates.launched(id);
            self.launch(id, shared);
        }
        if answered == Answered::Approved {
            shared.pay(self.scope.as_ref(), None);
        }
        self.purchase.answered(answered, reply.is_ok());
        if status.is_some() {
            let result = authorization.verdict.as_str();
            let told = object([("paymentRequestId", id.into()), ("state", result.into())]);
            self.settle(Ok(told), shared);
        }
        self.changed(shared);
        shared.says(self.id, Note::Outcome(authorization.outcome.clone(), body));
        if let Some(status) = status {
            let reason = authorization.outcome.get("reason").clone();
            self.end(status, &PaymentRequest::of(id, reason), None, shared);
            if let Err(error) = &reply
                && status == Status::Approved
                && (authorization.has_return_url || !is_heard)
            {
                // The payment is approved, whatever Klarna's SDK can be told: a shop that heard of an error now might take the
                // money a second time. It is the developer who has to know, unless the page shows the approval itself.
                shared.says(self.id, Note::Uncaught(ours(error.clone())));
            }
        }
        if let Some(click) = self.ongoing(number) {
            match status {
                Some(_) => click.reply = Some(reply.map_err(ours)),
                None => click.journey = Some(reply),
            }
        }
        shared.then(self.id, Step::Reply(number));
    }

    fn launch(&self, payment_request_id: Option<&str>, shared: &mut Shared<H, F>) {
        let instance = self.setting.instance;
        let launcher = self.launcher();
        if let Some(before) = shared.launches.of(payment_request_id, instance)
            && let Some(id) = payment_request_id
        {
            if before.object != self.id {
                shared.taken = Some((before.object, id.to_owned()));
            }
            shared.relaunched(before, launcher);
        }
        shared.launches.note(payment_request_id, instance, launcher, self.scope.clone());
    }

    /// The shop knows what became of the click: Klarna's SDK is answered. A journey starts only if nothing has ended the click
    /// meanwhile: neither what the SDK said while the backend was being asked, nor a handler of the shop's.
    pub fn reply(&mut self, number: ClickNumber, shared: &mut Shared<H, F>) {
        let is_busy = self.purchase.is_busy();
        let Some(click) = self.ongoing(number) else { return };
        let Some(journey) = click.journey.clone() else {
            let reply = click.reply.clone();
            return reply.map_or((), |reply| self.give(number, reply, shared));
        };
        // Once a handler has begun another click, what was said of this one is over.
        if is_busy {
            click.early.clear();
        }
        if !click.early.is_empty() {
            let early = click.early.remove(0);
            self.say(early, shared);
            return shared.then(self.id, Step::Reply(number));
        }
        let mut reply = self.purchase.may_launch();
        if let (Ok(()), Some(scope)) = (&reply, &self.scope) {
            // The customer may have accepted an earlier payment request of this purchase while the backend was being asked.
            reply = shared.permits_purchase(scope);
            if let Err(error) = &reply {
                self.purchase.failed();
                self.failed(ours(error.clone()), &PaymentRequest::default(), shared);
            }
        }
        self.give(number, reply.and(journey).map_err(ours), shared);
    }

    /// Answers every call of the SDK for a click.
    pub fn give(&mut self, number: ClickNumber, reply: Result<Value, F>, shared: &mut Shared<H, F>) {
        let id = self.id;
        if let Some(click) = self.ongoing(number) {
            for asker in std::mem::take(&mut click.askers) {
                shared.reply(id, asker, reply.clone());
            }
            click.reply = Some(reply.clone());
        }
        if self.is_disposed() {
            self.answered_last(reply.is_err(), shared);
        }
    }
}

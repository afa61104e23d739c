//! What Klarna's SDK reports. Nothing here posts anything: an event never authorizes a payment.

use super::input::{Effect, Note, Status, ours};
use super::object::Object;
use super::shared::Shared;
use super::under_way::Early;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::value::Value;
use crate::domain::web_sdk::{ClickNumber, Event, Offer, PaymentRequest, Purchase, Report, Update};

impl<H: Clone, F: Clone + From<Error>> Object<H, F> {
    /// The customer accepted. After a redirect this is reported to a page that started nothing.
    pub fn complete(&mut self, caller: H, promise: H, request: &PaymentRequest, shared: &mut Shared<H, F>) {
        match self.judge(Event::Complete, Report::Complete, request, shared) {
            Update::Stale => {
                // The customer stays with the click that runs.
                shared.settle(self.id, caller, Ok(Value::Array(vec![false.into()])));
                shared.does(self.id, Effect::Give(promise.clone()));
                // What they have accepted counts all the same, though it ends nothing here.
                if request.id().is_some_and(|id| self.updates.is_first(Report::Complete, id)) {
                    self.updates.told(Report::Complete, request, Some(promise.clone()));
                    self.pay_for(request, shared);
                    if self.precedes_journey(request) {
                        self.later(Early::Completed(request.clone(), promise));
                    }
                    shared.says(self.id, Note::Complete(None, request.clone()));
                }
            }
            Update::Repeated(answer) => {
                shared.settle(self.id, caller, Ok(Value::Array(Vec::new())));
                shared.does(self.id, Effect::Give(answer.unwrap_or(promise)));
            }
            Update::News => {
                self.updates.told(Report::Complete, request, Some(promise.clone()));
                shared.does(self.id, Effect::Give(promise.clone()));
                // The backend's answer says whether it is this click that was completed.
                let is_early = self.purchase.is_asking() || self.precedes_journey(request);
                if is_early {
                    self.later(Early::Completed(request.clone(), promise));
                } else {
                    self.accepted(request, shared);
                }
                shared.says(self.id, Note::Complete(Some(caller), request.clone()));
                if !is_early {
                    self.end(Status::Completed, request, None, shared);
                }
            }
        }
    }

    fn accepted(&mut self, request: &PaymentRequest, shared: &mut Shared<H, F>) {
        self.settle(Ok(request.value().clone()), shared);
        self.purchase.completed();
        if self.open.is_some() && request.id().is_none() {
            shared.pay(self.scope.as_ref(), Some(self.launcher()));
        } else {
            // Perhaps of a click that was left behind, or of a page that came back from the history: its journey went on.
            self.pay_for(request, shared);
        }
        self.changed(shared);
    }

    /// The purchase is paid that a payment request was launched for on this page.
    fn pay_for(&self, request: &PaymentRequest, shared: &mut Shared<H, F>) {
        let launched = request.id().and_then(|id| shared.launches.purchase_of(id, self.setting.instance));
        if let Some((launcher, scope)) = launched {
            shared.pay(scope.as_ref(), Some(launcher));
        }
    }

    /// The customer stopped, or Klarna declined during the journey.
    pub fn abort(&mut self, request: PaymentRequest, shared: &mut Shared<H, F>) {
        if matches!(self.judge(Event::Abort, Report::Abort, &request, shared), Update::News) {
            self.updates.told(Report::Abort, &request, None);
            self.say(Early::Aborted(request), shared);
        }
    }

    /// The SDK failed, or says back what we refused it with, of which the shop has heard.
    pub fn error(&mut self, failure: F, is_refusal: bool, request: PaymentRequest, shared: &mut Shared<H, F>) {
        if self.is_disposed() {
            if is_refusal {
                self.reported();
            }
        } else if !is_refusal {
            if self.precedes_journey(&request) || request.id().is_some_and(|id| self.updates.is_of_another(id)) {
                self.tell_error(failure, &request, true, shared);
            } else {
                self.say(Early::Failed(failure, request), shared);
            }
        }
    }

    /// The SDK's own promise of a call of `initiate` settled.
    pub fn settled(&mut self, number: ClickNumber, result: Result<PaymentRequest, F>, shared: &mut Shared<H, F>) {
        if self.purchase.is_asking() {
            return self.later(Early::Settled(number, result));
        }
        // One that was settled before belongs to a click that has ended: it says nothing about the one under way.
        if self.ongoing(number).is_none_or(|click| click.caller.is_none()) {
            return;
        }
        match result {
            Ok(request) if request.is_known() && !request.id().is_some_and(|id| self.updates.is_earlier(id)) => {
                self.settle(Ok(request.value().clone()), shared);
                let is_initiating = self.purchase.is_initiating();
                if request.state() == Some("COMPLETED") {
                    shared.pay(self.scope.as_ref(), Some(self.launcher()));
                    self.finish(Purchase::completed, Status::Completed, &request, shared);
                } else if is_initiating {
                    self.finish(Purchase::give_up, Status::Dismissed, &request, shared);
                }
            }
            Ok(_) if !self.purchase.is_initiating() => {}
            Ok(request) => {
                let message = "the SDK did not call back for the payment";
                self.give_up(ours(Error::new(ErrorCode::SdkIncompatible, message)), &request, shared);
            }
            Err(failure) => self.give_up(failure, &PaymentRequest::default(), shared),
        }
    }

    fn finish(
        &mut self,
        change: fn(&mut Purchase),
        status: Status,
        request: &PaymentRequest,
        shared: &mut Shared<H, F>,
    ) {
        change(&mut self.purchase);
        self.changed(shared);
        self.end(status, request, None, shared);
    }

    /// The call tells of the failure; no handler has to.
    fn give_up(&mut self, failure: F, request: &PaymentRequest, shared: &mut Shared<H, F>) {
        self.settle(Err(failure.clone()), shared);
        self.purchase.failed();
        self.changed(shared);
        self.end(Status::Failed, request, Some(failure), shared);
    }

    /// Says it to the shop, at once or, while the backend is being asked, after the answer.
    pub fn say(&mut self, early: Early<H, F>, shared: &mut Shared<H, F>) {
        if self.purchase.is_asking() {
            return self.later(early);
        }
        match early {
            Early::Completed(request, answer) => {
                if request.id().is_some_and(|id| self.updates.is_current(id)) {
                    // An earlier one that the backend has named once more is as good as untold.
                    self.updates.told(Report::Complete, &request, Some(answer));
                    self.accepted(&request, shared);
                    self.end(Status::Completed, &request, None, shared);
                }
            }
            // The window that the SDK closes afterwards is no end.
            Early::Aborted(_) if self.purchase.is_paid() => {}
            Early::Aborted(request) => {
                let is_declined = request.state() == Some("DECLINED");
                self.settle(Ok(request.value().clone()), shared);
                if is_declined {
                    self.purchase.declined()
                } else {
                    self.purchase.aborted()
                }
                self.changed(shared);
                shared.says(self.id, Note::Abort(request.clone()));
                let status = if is_declined { Status::Declined } else { Status::Dismissed };
                self.end(status, &request, None, shared);
            }
            Early::Failed(failure, request) => {
                self.purchase.failed();
                self.failed(failure.clone(), &request, shared);
                self.end_before(failure, &request, shared);
            }
            Early::Settled(number, result) => self.settled(number, result, shared),
        }
    }

    /// Whether a payment request is reported on before Klarna's SDK has been given this click's: it is another one, or one that
    /// the backend is about to name once more.
    fn precedes_journey(&self, request: &PaymentRequest) -> bool {
        (self.purchase.is_initiating() || self.purchase.is_asking()) && request.id().is_some()
    }

    /// Keeps it until the backend has answered.
    fn later(&mut self, early: Early<H, F>) {
        let number = self.purchase.newest_click();
        if let Some(click) = self.ongoing(number) {
            click.early.push(early);
        }
    }

    /// A click failed, and the state says so: the shop's own call of `initiate` and its handlers hear of it.
    pub fn failed(&mut self, failure: F, request: &PaymentRequest, shared: &mut Shared<H, F>) {
        let is_told = self.settle(Err(failure.clone()), shared);
        self.changed(shared);
        self.tell_error(failure.clone(), request, !is_told, shared);
        if self.open.is_some() {
            self.end(Status::Failed, request, Some(failure), shared);
        }
    }

    /// A redirect came back with a failure: the click of the page before ended so.
    fn end_before(&mut self, failure: F, request: &PaymentRequest, shared: &mut Shared<H, F>) {
        if let (None, Some(id)) = (self.turn, request.id())
            && self.updates.is_first(Report::Error, id)
        {
            self.updates.told(Report::Error, request, None);
            self.end(Status::Failed, request, Some(failure), shared);
        }
    }

    /// A failure that changes nothing.
    pub fn fail_loudly(&mut self, failure: F, shared: &mut Shared<H, F>) {
        self.tell_error(failure, &PaymentRequest::default(), true, shared);
    }

    fn tell_error(&mut self, failure: F, request: &PaymentRequest, is_loud: bool, shared: &mut Shared<H, F>) {
        let is_loud = is_loud && !self.is_disposed();
        shared.says(self.id, Note::Error { failure, request: request.clone(), is_loud });
    }

    /// What Klarna shows may change without anybody's click, and concerns every object with the same instance.
    pub fn updated(&mut self, raw: H, offer: Option<Offer>, shared: &mut Shared<H, F>) {
        if self.is_disposed() {
            return;
        }
        let Some(shown) = self.newest.and_then(|id| shared.presentation(id)) else { return };
        if let Some(offer) = offer {
            shown.offer = offer;
            shown.raw = raw;
        }
        let described = shown.offer.described();
        shared.says(self.id, Note::Updated(described));
    }

    fn judge(
        &mut self,
        event: Event,
        report: Report,
        request: &PaymentRequest,
        shared: &mut Shared<H, F>,
    ) -> Update<Option<H>> {
        // Before its journey a click has launched nothing, and afterwards none that is known to be another than the backend named.
        let is_early = self.precedes_journey(request);
        let is_others = is_early || request.id().is_some_and(|id| self.updates.is_of_another(id));
        let update = if report == Report::Abort && is_early {
            // No journey of this click's has begun that could be aborted.
            Update::Stale
        } else {
            self.updates.judge(report, request, self.purchase.is_under_way(), self.purchase.is_paid())
        };
        let name = match update {
            Update::News => "news",
            Update::Repeated(_) => "repeated",
            Update::Stale => "stale",
        };
        shared.says(self.id, Note::Judged(event, request.clone(), name));
        // A journey that was launched by its URL, or by an id of the backend's own, has told its payment request.
        let instance = self.setting.instance;
        if let (Update::News, Some(id), true) = (&update, request.id(), self.open.is_some() && !is_others)
            && shared.launches.of(Some(id), instance).is_none()
        {
            shared.launches.note(Some(id), instance, self.launcher(), self.scope.clone());
        }
        update
    }
}

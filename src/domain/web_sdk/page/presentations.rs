//! How Klarna wants to be shown: asking, asking again, and which answer counts.

use super::input::{Effect, ours};
use super::object::Object;
use super::shared::{Shared, Shown};
use super::under_way::Question;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::value::Value;
use crate::domain::web_sdk::{Offer, PresentationId, PresentationRequest, QuestionNumber};

impl<H: Clone, F: Clone + From<Error>> Object<H, F> {
    /// The shop asks for a presentation. A click on a button of the shop's own that waits for Klarna is left behind.
    pub fn present(&mut self, caller: H, request: PresentationRequest, shared: &mut Shared<H, F>) -> Result<(), Error> {
        self.purchase.alive()?;
        let message = "another presentation was asked for before Klarna's SDK called back";
        if self.purchase.is_initiating() {
            self.leave_behind(Error::new(ErrorCode::Aborted, message), shared);
            self.purchase.give_up();
            self.changed(shared);
        } else if self.purchase.is_in_journey()
            && self.clicks.iter().any(|click| click.caller.is_some() && click.reply.is_some())
        {
            // The journey may go on in a window that nobody can see from here, so that its end is still to be told.
            let message = "another presentation was asked for before the journey ended";
            self.settle(Err(ours(Error::new(ErrorCode::Aborted, message))), shared);
            self.purchase.come_back();
            self.changed(shared);
        }
        self.ask(caller, request, None, shared);
        Ok(())
    }

    /// The shop asks again for what has changed, such as the amount.
    pub fn refresh(
        &mut self,
        caller: H,
        presentation: PresentationId,
        changes: Value,
        shared: &mut Shared<H, F>,
    ) -> Result<(), Error> {
        self.purchase.alive()?;
        let Some(shown) = shared.presentation(presentation) else { return Err(Error::disposed()) };
        let request = shown.asked.changed(changes)?;
        self.ask(caller, request, Some(presentation), shared);
        Ok(())
    }

    fn ask(
        &mut self,
        caller: H,
        request: PresentationRequest,
        presentation: Option<PresentationId>,
        shared: &mut Shared<H, F>,
    ) {
        let number = QuestionNumber(shared.number());
        if let Some(shown) = presentation.and_then(|id| shared.presentation(id)) {
            shown.asked = request.clone();
            shown.newest = number;
        }
        shared.does(self.id, Effect::Present(number, request.value().clone()));
        self.questions.push(Question { number, caller, request, presentation, done: self.purchase.done() });
    }

    /// Klarna's SDK answered.
    pub fn presented(&mut self, number: QuestionNumber, result: Result<(H, Offer), F>, shared: &mut Shared<H, F>) {
        let Some(index) = self.questions.iter().position(|question| question.number == number) else { return };
        let question = self.questions.swap_remove(index);
        match question.presentation {
            Some(id) => self.refreshed(id, question, result, shared),
            None => match result {
                Ok((raw, offer)) => self.show(question, raw, offer, shared),
                Err(failure) => shared.settle(self.id, question.caller, Err(failure)),
            },
        }
    }

    /// Another presentation. Another purchase may begin with it, if the last one was over when it was asked for, and unless it
    /// has the name of one that is paid.
    fn show(&mut self, question: Question<H>, raw: H, offer: Offer, shared: &mut Shared<H, F>) {
        let Question { number, caller, request, done, .. } = question;
        let id = PresentationId(number.0);
        let asked = request.clone();
        let shown = Shown { id, raw, offer, request, turn: number, asked, newest: number, is_held: true };
        shared.presentations.push(shown);
        self.newest = self.newest.max(Some(id));
        if shared.permits_purchase(&self.scope_of(None, Some(id), shared)).is_ok() {
            self.purchase.renew(done);
        } else {
            self.purchase.retry();
        }
        self.changed(shared);
        shared.settle(self.id, caller, Ok(f64::from(id.0).into()));
    }

    /// The same presentation, changed: of several questions at once, the newest that was answered counts.
    fn refreshed(
        &mut self,
        id: PresentationId,
        question: Question<H>,
        result: Result<(H, Offer), F>,
        shared: &mut Shared<H, F>,
    ) {
        let caller = question.caller;
        let failure = result.as_ref().err().cloned();
        let Some(shown) = shared.presentation(id).filter(|shown| question.number > shown.turn) else {
            return shared.settle(self.id, caller, failure.map_or(Ok(Value::Null), Err));
        };
        if let Ok((raw, offer)) = result {
            *shown = Shown {
                raw,
                offer,
                request: question.request,
                turn: question.number,
                id,
                asked: shown.asked.clone(),
                newest: shown.newest,
                is_held: shown.is_held,
            };
        }
        // What is asked next changes what is shown, unless a newer question is under way.
        if question.number >= shown.newest {
            shown.asked = shown.request.clone();
            shown.newest = shown.turn;
        }
        if let Some(failure) = failure {
            return shared.settle(self.id, caller, Err(failure));
        }
        self.purchase.retry();
        self.changed(shared);
        shared.does(self.id, Effect::Remount(id, caller));
    }
}

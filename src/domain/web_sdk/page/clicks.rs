//! Clicks: which may begin, which one is which, and which purchase is paid with it.

use super::input::{Callback, Effect, ours};
use super::object::Object;
use super::requests::Scope;
use super::shared::{Shared, Step};
use super::under_way::OngoingClick;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::web_sdk::{Ask, ClickNumber, FlowOptions, PaymentRequest, PresentationId, Turn};

impl<H: Clone, F: Clone + From<Error>> Object<H, F> {
    /// The shop's own button was clicked.
    pub fn initiate(&mut self, caller: H, options: FlowOptions, shared: &mut Shared<H, F>) -> Result<(), Error> {
        let mut purchase = self.purchase;
        let number = purchase.initiate()?;
        shared.permits_choice(self.newest, options.choice)?;
        let scope = self.scope_of(options.purchase.as_deref(), self.newest, shared);
        shared.permits_purchase(&scope)?;
        self.begin(number, Some(caller), options.purchase.clone(), shared);
        self.scope = Some(scope);
        self.purchase = purchase;
        shared.does(self.id, Effect::Initiate(number, options));
        self.changed(shared);
        Ok(())
    }

    /// A click begins: the one before is left behind, and what Klarna's SDK reports is about this one.
    fn begin(&mut self, number: ClickNumber, caller: Option<H>, name: Option<String>, shared: &mut Shared<H, F>) {
        self.leave_behind(Error::new(ErrorCode::Aborted, "a newer click took the place of this one"), shared);
        self.clicks.retain(|click| !click.askers.is_empty());
        self.clicks.push(OngoingClick {
            number,
            caller,
            askers: Vec::new(),
            is_going: false,
            early: Vec::new(),
            reply: None,
            name,
            journey: None,
            passed: None,
            scope: None,
            before: None,
            is_changed: false,
            replaces: None,
        });
        self.open = Some(number);
        self.turn = Some(Turn(shared.number()));
        self.updates.begun();
        self.own(shared);
    }

    /// From now on the events of the SDK that nobody else caused are this object's.
    fn own(&self, shared: &mut Shared<H, F>) {
        let instance = self.setting.instance;
        shared.owners.retain(|(other, _)| *other != instance);
        shared.owners.push((instance, self.id));
    }

    /// The click of that number, as long as it waits for something.
    #[inline(never)]
    pub fn ongoing(&mut self, number: ClickNumber) -> Option<&mut OngoingClick<H, F>> {
        self.clicks.iter_mut().find(|click| click.number == number)
    }

    /// Which purchase is paid: the name that was given with the click, with the presentation, or with the object.
    pub fn scope_of(&self, name: Option<&str>, presentation: Option<PresentationId>, shared: &Shared<H, F>) -> Scope {
        let shown = presentation.and_then(|id| shared.shown(id));
        let name = name.or_else(|| shown.and_then(|shown| shown.request.purchase()));
        match name.or(self.setting.purchase.as_deref()) {
            Some(name) => Scope::Named(self.setting.client_id.clone(), name.to_owned()),
            None => Scope::Unnamed(self.setting.instance),
        }
    }

    /// Klarna's SDK asks for the payment: one post per click, however often it does while the backend is being asked.
    pub fn called(&mut self, asker: H, callback: Callback, shared: &mut Shared<H, F>) {
        let mut purchase = self.purchase;
        match purchase.ask(callback.number) {
            Ask::Refuse(error) => {
                // Klarna asks after the click has ended: how it ended, the shop has been told.
                if error.code != ErrorCode::Aborted {
                    self.fail_loudly(ours(error.clone()), shared);
                }
                self.refuse(asker, error, shared);
            }
            Ask::Share => {
                let number = callback.number.unwrap_or_else(|| purchase.newest_click());
                let scope = self.scope_of(None, callback.presentation.or(self.newest), shared);
                match self.ongoing(number) {
                    // Its customer would go to Klarna with the payment request of the other purchase.
                    Some(click) if callback.number.is_none() && click.scope != Some(scope) => {
                        let error = Error::new(ErrorCode::InProgress, "another purchase is being paid");
                        self.fail_loudly(ours(error.clone()), shared);
                        self.refuse(asker, error, shared);
                    }
                    Some(OngoingClick { reply: Some(reply), .. }) => {
                        let reply = reply.clone();
                        shared.reply(self.id, asker, reply);
                    }
                    Some(click) if click.is_going => click.askers.push(asker),
                    _ => {
                        let error = Error::new(ErrorCode::InProgress, "the backend is being asked");
                        self.refuse(asker, error, shared);
                    }
                }
            }
            Ask::Backend => {
                let presentation = callback.presentation.or(self.newest);
                let number = purchase.newest_click();
                let name = callback.number.and_then(|number| self.ongoing(number)?.name.clone());
                let scope = self.scope_of(name.as_deref(), presentation, shared);
                if let Err(error) = shared.permits_purchase(&scope) {
                    if callback.number.is_some() {
                        self.purchase.failed();
                        self.failed(ours(error.clone()), &PaymentRequest::default(), shared);
                    } else {
                        self.fail_loudly(ours(error.clone()), shared);
                    }
                    return self.refuse(asker, error, shared);
                }
                if callback.number.is_none() {
                    self.begin(number, None, None, shared);
                }
                self.own(shared);
                self.purchase = purchase;
                self.scope = Some(scope.clone());
                let mut passed = callback.passed;
                if passed.payment_option_id.is_null() {
                    let shown = presentation.and_then(|id| shared.shown(id));
                    passed.payment_option_id = shown.and_then(|shown| shown.offer.option_id(callback.choice)).into();
                }
                if let Some(ongoing) = self.ongoing(number) {
                    ongoing.askers.push(asker);
                    ongoing.passed = Some(passed);
                    ongoing.scope = Some(scope);
                }
                self.changed(shared);
                shared.then(self.id, Step::Go(number));
            }
        }
    }
}

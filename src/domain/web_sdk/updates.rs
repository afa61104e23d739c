//! Which reports of the SDK are news.
//!
//! Observed: `complete` comes twice, or late, or for an earlier payment request; after a redirect it is replayed
//! to every handler that registers (`klarna.md`).

use super::payment_request::PaymentRequest;
use crate::domain::value::Value;

/// How many reports, and how many earlier payment requests, are remembered.
const MEMORY: usize = 32;

/// What a report is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Update<T> {
    /// News: the shop hears of it.
    News,
    /// The same payment request in the same state as before: Klarna gets the answer it got then.
    Repeated(T),
    /// Of another payment request than the one under way, or what was said before: it ends nothing. The shop hears of a
    /// `complete` all the same, the first time (`page/reports.rs`).
    Stale,
}

/// By what the current payment request is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    /// By nothing so far, or by what the SDK reported.
    Report,
    /// The backend named the one that was launched.
    Name,
    /// The backend gave the URL only of the one that was launched.
    Url,
}

/// The kinds of report that are told once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Report {
    /// `complete`.
    Complete,
    /// `abort`.
    Abort,
    /// `error` after a redirect, as the end of the click of the page before.
    Error,
}

/// The reports so far; `T` is what Klarna was answered.
#[derive(Debug, Clone)]
pub struct Updates<T> {
    /// The payment request that reports are expected for; empty if there is none so far.
    current: String,
    known: Known,
    earlier: Vec<String>,
    told: Vec<Told<T>>,
}

#[derive(Debug, Clone)]
struct Told<T> {
    report: Report,
    id: String,
    state: Option<String>,
    answer: T,
}

impl<T> Default for Updates<T> {
    fn default() -> Self {
        Self { current: String::new(), known: Known::Report, earlier: Vec::new(), told: Vec::new() }
    }
}

impl<T: Clone> Updates<T> {
    /// A click begins: what was reported on so far belongs to the past.
    pub fn begun(&mut self) {
        self.turn_to("");
    }

    /// What is known of the payment request that the newest click, or the newest report, is about.
    pub fn current(&self) -> PaymentRequest {
        PaymentRequest::of(Some(self.current.as_str()).filter(|id| !id.is_empty()), Value::Null)
    }

    /// A journey starts, for a payment request whose id may be unknown so far (the backend gave its URL only).
    ///
    /// A request that is launched again may be aborted again, so that what was told of it is forgotten; but for what was told since
    /// the click began.
    pub fn launched(&mut self, id: Option<&str>) {
        let known = if id.is_some() { Known::Name } else { Known::Url };
        if id.is_some_and(|id| self.is_current(id)) {
            self.known = known;
            return;
        }
        self.turn_to(id.unwrap_or_default());
        self.known = known;
        let is_over = |told: &Told<T>| id.map_or(told.report == Report::Abort, |id| told.id == id);
        while let Some(index) = self.told.iter().position(is_over) {
            self.told.remove(index);
        }
    }

    /// Judges a report. `under_way`: whether a click is being worked on, from its first call to the end of the journey;
    /// `is_paid`: whether the purchase is paid. The current payment request then stays the current one: a report of another,
    /// when no click runs, does not take its place.
    pub fn judge(&mut self, report: Report, request: &PaymentRequest, under_way: bool, is_paid: bool) -> Update<T> {
        let Some(id) = request.id() else { return Update::News };
        let mut told = self.told.iter();
        let told = told.find(|told| told.report == report && told.id == id && told.state.as_deref() == request.state());
        if under_way && (told.is_some() || self.is_of_another(id)) {
            return Update::Stale;
        }
        if let Some(told) = told {
            return Update::Repeated(told.answer.clone());
        }
        let is_settled = is_paid && !self.current.is_empty();
        if !self.is_current(id) && (under_way || !(is_settled || self.is_earlier(id))) {
            self.turn_to(id);
        }
        Update::News
    }

    /// Keeps what Klarna was answered to news.
    pub fn told(&mut self, report: Report, request: &PaymentRequest, answer: T) {
        let Some(id) = request.id() else { return };
        make_room(&mut self.told);
        self.told.push(Told { report, id: id.to_owned(), state: request.state().map(str::to_owned), answer });
    }

    /// Whether a report of that kind on a payment request is the first.
    pub fn is_first(&self, report: Report, id: &str) -> bool {
        !self.told.iter().any(|told| told.report == report && told.id == id)
    }

    /// Reports are expected for another payment request from now on.
    fn turn_to(&mut self, id: &str) {
        let before = std::mem::replace(&mut self.current, id.to_owned());
        self.known = Known::Report;
        if !before.is_empty() {
            make_room(&mut self.earlier);
            self.earlier.push(before);
        }
        if let Some(index) = self.earlier.iter().position(|earlier| earlier == id) {
            self.earlier.remove(index);
        }
    }

    /// Whether the id belongs to another payment request than the one that was launched: to an earlier one, or to one that
    /// this page knows nothing of, as the SDK replays them from pages before.
    ///
    /// A backend may know the current one by a number of its own. So it is by Klarna's own ids, which say of what they are
    /// (`krn:payment:eu1:request:…`), that two are told apart.
    pub fn is_of_another(&self, id: &str) -> bool {
        let is_of_its_kind = || kind(id).is_some() && kind(id) == kind(&self.current);
        self.is_earlier(id) || self.known == Known::Name && !self.is_current(id) && is_of_its_kind()
    }

    /// Whether the id belongs to an earlier payment request of this page. A request whose id is unknown so far may be an
    /// earlier one, launched again.
    pub fn is_earlier(&self, id: &str) -> bool {
        self.known != Known::Url && self.earlier.iter().any(|earlier| earlier == id)
    }

    /// Whether the id is that of the payment request that the newest click, or the newest report, is about.
    pub fn is_current(&self, id: &str) -> bool {
        self.current == id
    }
}

/// What an id of Klarna's says before its last part.
fn kind(id: &str) -> Option<&[u8]> {
    let id = id.as_bytes();
    let end = id.iter().rposition(|byte| *byte == b':')?;
    id.get(..end)
}

fn make_room<T>(queue: &mut Vec<T>) {
    if queue.len() == MEMORY {
        queue.remove(0);
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use crate::domain::value::object;
    use crate::domain::web_sdk::payment_request::Exposed;
    use proptest::prelude::*;

    fn request(id: &str, state: &str) -> PaymentRequest {
        let request = object([("paymentRequestId", id.into()), ("state", state.into())]);
        PaymentRequest::read(&|name| request.get(name).clone(), &Exposed::default())
    }

    /// Judges and, if it is news, tells it.
    fn hear(updates: &mut Updates<u32>, report: Report, id: &str, state: &str, in_journey: bool) -> Update<u32> {
        let request = request(id, state);
        let update = updates.judge(report, &request, in_journey, false);
        if update == Update::News {
            updates.told(report, &request, 7);
        }
        update
    }

    #[test]
    fn a_completion_is_told_once_and_its_repetition_gets_the_same_answer() {
        let mut updates = Updates::default();
        updates.launched(Some("a"));
        assert_eq!(hear(&mut updates, Report::Complete, "a", "COMPLETED", true), Update::News);
        assert_eq!(hear(&mut updates, Report::Complete, "a", "COMPLETED", false), Update::Repeated(7));
    }

    #[test]
    fn what_was_replayed_after_a_redirect_is_news_once() {
        let mut updates = Updates::default();
        assert_eq!(hear(&mut updates, Report::Complete, "before", "COMPLETED", false), Update::News);
        assert_eq!(hear(&mut updates, Report::Complete, "before", "COMPLETED", false), Update::Repeated(7));
    }

    #[test]
    fn a_customer_may_stop_the_same_payment_request_twice() {
        let mut updates = Updates::default();
        for _ in 0..2 {
            updates.begun();
            updates.launched(Some("a"));
            assert_eq!(hear(&mut updates, Report::Abort, "a", "SUBMITTED", true), Update::News);
            assert_eq!(hear(&mut updates, Report::Abort, "a", "SUBMITTED", false), Update::Repeated(7));
        }
        for _ in 0..2 {
            updates.launched(None);
            assert_eq!(hear(&mut updates, Report::Abort, "b", "SUBMITTED", true), Update::News);
        }
    }

    #[test]
    fn a_late_report_of_an_earlier_request_does_not_end_the_current_one() {
        let mut updates = Updates::default();
        updates.launched(Some("a"));
        updates.launched(Some("b"));
        assert_eq!(hear(&mut updates, Report::Complete, "a", "COMPLETED", true), Update::Stale);
        assert_eq!(hear(&mut updates, Report::Complete, "b", "COMPLETED", true), Update::News);
        updates.launched(None);
        assert_eq!(hear(&mut updates, Report::Complete, "b", "COMPLETED", true), Update::Stale);
    }

    #[test]
    fn a_report_of_a_request_that_the_page_never_had_does_not_end_the_one_whose_id_is_known() {
        let mut updates = Updates::default();
        updates.launched(Some("krn:eu1:request:a"));
        for report in [Report::Complete, Report::Abort] {
            assert_eq!(hear(&mut updates, report, "krn:eu1:request:0", "COMPLETED", true), Update::Stale);
        }
        assert_eq!(hear(&mut updates, Report::Complete, "krn:eu1:request:a", "COMPLETED", true), Update::News);
        assert_eq!(
            hear(&mut updates, Report::Complete, "krn:eu1:request:b", "COMPLETED", false),
            Update::News,
            "later"
        );
        updates.launched(Some("krn:eu1:transaction:a"));
        assert_eq!(hear(&mut updates, Report::Complete, "krn:eu1:request:c", "COMPLETED", true), Update::News, "of it");
    }

    #[test]
    fn what_was_reported_before_the_backend_answered_does_not_make_the_launched_request_another() {
        let mut updates = Updates::default();
        updates.begun();
        assert_eq!(hear(&mut updates, Report::Complete, "krn:0", "COMPLETED", true), Update::News);
        assert_eq!(hear(&mut updates, Report::Complete, "krn:1", "COMPLETED", true), Update::News);
        updates.launched(Some("krn:1"));
        assert_eq!(hear(&mut updates, Report::Complete, "krn:1", "COMPLETED", true), Update::Stale, "told already");
        assert!(updates.is_of_another("krn:2"), "it is named now");
    }

    #[test]
    fn once_it_is_paid_the_current_request_stays_the_one_that_was_paid() {
        let mut updates = Updates::<u32>::default();
        let mut judge = |id: &str| updates.judge(Report::Complete, &request(id, "COMPLETED"), false, true);
        assert_eq!(judge("krn:a"), Update::News, "replayed after a redirect");
        assert_eq!(judge("krn:b"), Update::News);
        assert!(updates.is_current("krn:a"));
    }

    #[test]
    fn a_late_report_of_an_earlier_request_does_not_end_a_click_that_has_no_request_so_far() {
        let mut updates = Updates::default();
        updates.launched(Some("a"));
        assert_eq!(hear(&mut updates, Report::Abort, "a", "SUBMITTED", true), Update::News);
        updates.begun();
        assert_eq!(hear(&mut updates, Report::Complete, "a", "COMPLETED", true), Update::Stale);
        updates.launched(Some("a"));
        assert_eq!(hear(&mut updates, Report::Complete, "a", "COMPLETED", true), Update::News, "it is launched again");
    }

    #[test]
    fn the_current_request_is_that_of_the_newest_click_or_report() {
        let mut updates = Updates::default();
        hear(&mut updates, Report::Complete, "before", "COMPLETED", false);
        assert!(updates.is_current("before"), "replayed after a redirect");
        updates.begun();
        assert!(!updates.is_current("before"));
        updates.launched(Some("a"));
        hear(&mut updates, Report::Abort, "a", "SUBMITTED", true);
        hear(&mut updates, Report::Abort, "before", "SUBMITTED", false);
        assert!(updates.is_current("a") && updates.is_of_another("before"));
    }

    #[test]
    fn an_id_that_only_klarna_knows_becomes_the_current_one() {
        let mut updates = Updates::default();
        updates.launched(None);
        assert_eq!(hear(&mut updates, Report::Abort, "krn:a", "SUBMITTED", true), Update::News);
        updates.launched(None);
        updates.launched(Some("the merchant's own number"));
        assert_eq!(hear(&mut updates, Report::Complete, "krn:b", "COMPLETED", true), Update::News);
        updates.launched(None);
        assert!(!updates.is_of_another("krn:b"), "it may be launched again");
        updates.launched(Some("krn:c"));
        assert!(updates.is_of_another("krn:b"));
    }

    #[test]
    fn a_report_without_an_id_is_always_news() {
        let mut updates = Updates::<u32>::default();
        let nameless = PaymentRequest::default();
        assert_eq!(updates.judge(Report::Abort, &nameless, true, false), Update::News);
        updates.told(Report::Abort, &nameless, 1);
        assert_eq!(updates.judge(Report::Abort, &nameless, true, false), Update::News);
    }

    proptest! {
        #[test]
        fn no_completion_is_told_twice_and_memory_is_bounded(ids in prop::collection::vec(0_u8..12, 0..200)) {
            let mut updates = Updates::default();
            let mut told = std::collections::HashSet::new();
            for id in ids {
                let update = hear(&mut updates, Report::Complete, &id.to_string(), "COMPLETED", false);
                prop_assert_eq!(update == Update::News, told.insert(id));
            }
            prop_assert!(updates.told.len() <= MEMORY && updates.earlier.len() <= MEMORY);
        }
    }
}

//! What a purchase keeps across page loads: never a token.

use super::result::Authorization;
use super::state::{Call, Number};
use super::widget::Widget;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::value::{Value, object};

/// Left in `sessionStorage` by `authorize` for the page that calls `finalize`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record<'a> {
    /// The session that was authorized.
    pub session: &'a str,
    /// The category of its widget, if it is of one.
    pub category: Option<&'a str>,
    /// The instance id of its widget, if it has one.
    pub instance: Option<&'a str>,
    /// Whether `finalize` has to follow. `false`: the token was given already.
    pub finalize_required: bool,
}

impl<'a> Record<'a> {
    /// Reads what storage held. Anything malformed counts as nothing: storage is not trusted.
    pub fn read(value: &'a Value) -> Option<Self> {
        Some(Self {
            session: value.get("session").as_text()?,
            category: value.get("category").as_text(),
            instance: value.get("instance").as_text(),
            finalize_required: value.get("finalizeRequired").as_bool()?,
        })
    }

    /// Of no session: whichever one asks for `finalize`, Klarna decides.
    const NONE: Self = Self { session: "", category: None, instance: None, finalize_required: false };

    /// What a session's widget came to.
    pub fn of(session: &'a str, widget: &'a Widget, finalize_required: bool) -> Self {
        Self { session, category: widget.category(), instance: widget.instance(), finalize_required }
    }

    /// What was authorized of that session and waits for `finalize`.
    pub fn waiting(value: &'a Value, session: &str) -> Option<Self> {
        Self::read(value).filter(|record| record.session == session && record.finalize_required)
    }

    /// Whether it is of that widget.
    fn is_of(&self, widget: &Widget) -> bool {
        (self.category, self.instance) == (widget.category(), widget.instance())
    }

    /// What the outcome of a call leaves for the next page, in the place of what is `kept`; `None` leaves that. A decline of
    /// one widget says nothing of another one of the session that waits for `finalize`; and one of `finalize` may be a customer
    /// who only closed it, whom Klarna lets try again, or who pays with another session.
    pub fn after(
        call: Call,
        outcome: &Authorization,
        kept: Option<Self>,
        session: &'a str,
        widget: &'a Widget,
    ) -> Option<Self> {
        let is_anothers = |kept: Self| kept.session == session && !kept.is_of(widget) && kept.finalize_required;
        let finalize_required = match outcome {
            Authorization::FinalizeRequired => true,
            Authorization::Approved { .. } => false,
            Authorization::Declined if kept.is_some_and(is_anothers) => return None,
            Authorization::Declined if call == Call::Finalize => return Some(Self::NONE),
            Authorization::Declined => false,
            Authorization::CorrectionRequired { .. } | Authorization::Dismissed => {
                return None;
            }
        };
        Some(Self::of(session, widget, finalize_required))
    }

    /// The form that is stored.
    pub fn to_value(self) -> Value {
        object([
            ("session", self.session.into()),
            ("category", self.category.into()),
            ("instance", self.instance.into()),
            ("finalizeRequired", self.finalize_required.into()),
        ])
    }

    /// Whether `finalize` may be sent to Klarna for that session and widget.
    ///
    /// Nothing recorded of it (a second tab, storage switched off, only an earlier purchase that is over) leaves the
    /// decision to Klarna. So does a shop that does not say which widget it means, or only another instance of it.
    pub fn permits_finalize(record: Option<&Self>, session: &str, widget: &Widget) -> Result<(), Error> {
        let Some(record) = record.filter(|record| record.session == session || record.finalize_required) else {
            return Ok(());
        };
        let message = if record.session != session {
            "another session was authorized; authorize again with this one"
        } else if !record.finalize_required {
            "nothing waits for finalize: this session gave its authorization token, or was declined"
        } else if widget.is_named() && differ(record.category, widget.category()) {
            let message = "another category was authorized";
            return Err(Error::at(ErrorCode::InvalidState, "paymentMethodCategory", message));
        } else {
            return Ok(());
        };
        Err(Error::new(ErrorCode::InvalidState, message))
    }

    /// How `finalize` and `reauthorize` name the widget, by its own name or a later one. Where the shop does not say which it means,
    /// that is the one that waits for `finalize`, perhaps since an earlier page.
    pub fn handle(waiting: Option<&Self>, widget: &Widget, number: Number) -> Value {
        match waiting {
            Some(record) if !widget.is_named() && !record.is_of(widget) => {
                object([("payment_method_category", record.category.into()), ("instance_id", record.instance.into())])
            }
            _ => widget.short_handle(number),
        }
    }
}

/// Whether both are known, and not the same.
fn differ(one: Option<&str>, other: Option<&str>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one != other)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use crate::domain::payments::widget::Category;

    fn record(finalize_required: bool) -> Record<'static> {
        Record { session: "s1", category: Some("klarna"), instance: None, finalize_required }
    }

    fn named(category: &str) -> Widget {
        Widget::new(Category::Named(category.to_owned()), None, None).unwrap()
    }

    fn instance(category: Category, name: &str) -> Widget {
        Widget::new(category, None, Some(name.to_owned())).unwrap()
    }

    fn unnamed() -> Widget {
        Widget::new(Category::Klarna, None, None).unwrap()
    }

    #[test]
    fn a_record_survives_storage() {
        assert_eq!(Record::read(&record(true).to_value()), Some(record(true)));
    }

    #[test]
    fn a_tampered_record_counts_as_none() {
        for value in [
            Value::Null,
            object([]),
            object([("session", "s1".into()), ("category", "klarna".into()), ("finalizeRequired", "yes".into())]),
        ] {
            assert_eq!(Record::read(&value), None);
        }
    }

    #[test]
    fn a_decline_leaves_what_another_widget_of_the_session_waits_for() {
        let after = |outcome, kept, session, widget| {
            Record::after(Call::Authorize, &outcome, kept, session, &named(widget))
                .map(|record| record.finalize_required)
        };
        let token = || Authorization::Approved { token: "t".to_owned() };
        let (waits, decided) = (Some(record(true)), Some(record(false)));
        assert_eq!(after(Authorization::Declined, waits, "s1", "pay_now"), None);
        for (kept, session, widget) in
            [(None, "s1", "pay_now"), (decided, "s1", "pay_now"), (waits, "s1", "klarna"), (waits, "s2", "pay_now")]
        {
            assert_eq!(after(Authorization::Declined, kept, session, widget), Some(false));
        }
        assert_eq!(after(token(), waits, "s1", "pay_now"), Some(false));
        assert_eq!(after(Authorization::FinalizeRequired, waits, "s1", "pay_now"), Some(true));
        assert_eq!(after(Authorization::Dismissed, waits, "s1", "klarna"), None);
    }

    #[test]
    fn after_a_decline_of_finalize_klarna_decides_for_this_session_and_any_other() {
        for kept in [None, Some(record(true)), Some(record(false))] {
            let widget = unnamed();
            let after = Record::after(Call::Finalize, &Authorization::Declined, kept, "s1", &widget);
            for session in ["s1", "s2"] {
                assert_eq!(Record::permits_finalize(after.as_ref(), session, &named("klarna")), Ok(()));
            }
        }
        let widget = named("pay_now");
        let other = Record::after(Call::Finalize, &Authorization::Declined, Some(record(true)), "s1", &widget);
        assert_eq!(other, None);
    }

    #[test]
    fn finalize_goes_to_klarna_only_for_the_session_that_waits_for_it() {
        let klarna = named("klarna");
        assert_eq!(Record::permits_finalize(Some(&record(true)), "s1", &klarna), Ok(()));
        assert_eq!(Record::permits_finalize(None, "s1", &klarna), Ok(()));
        assert_eq!(Record::permits_finalize(Some(&record(false)), "s2", &klarna), Ok(()), "the earlier one is over");
        let rows = [(true, "s2", "klarna"), (false, "s1", "klarna"), (true, "s1", "pay_later")];
        for (finalize_required, session, widget) in rows {
            let error =
                Record::permits_finalize(Some(&record(finalize_required)), session, &named(widget)).unwrap_err();
            assert_eq!(error.code, ErrorCode::InvalidState);
        }
    }

    #[test]
    fn a_later_page_need_not_say_which_widget_was_authorized() {
        let several = Widget::new(Category::Klarna, Some(vec!["a".to_owned(), "b".to_owned()]), Some("one".to_owned()));
        for (authorized, handle) in [
            (named("pay_later"), object([("payment_method_category", "pay_later".into())])),
            (Widget::new(Category::None, None, None).unwrap(), object([])),
            (several.unwrap(), object([("instance_id", "one".into())])),
            (
                instance(Category::Klarna, "one"),
                object([("payment_method_category", "klarna".into()), ("instance_id", "one".into())]),
            ),
        ] {
            let stored = Record::of("s1", &authorized, true).to_value();
            let waiting = Record::waiting(&stored, "s1");
            assert_eq!(Record::permits_finalize(waiting.as_ref(), "s1", &unnamed()), Ok(()));
            assert_eq!(Record::handle(waiting.as_ref(), &unnamed(), 0), handle);
            assert_eq!(Record::handle(waiting.as_ref(), &named("klarna"), 0), named("klarna").short_handle(0));
            assert_eq!(Record::waiting(&stored, "s2"), None);
        }
        let done = Record::of("s1", &named("pay_later"), false).to_value();
        assert_eq!(Record::waiting(&done, "s1"), None);
        let own = record(true);
        assert_eq!(Record::handle(Some(&own), &unnamed(), 2), unnamed().short_handle(2), "the name it has by now");
    }

    #[test]
    fn an_instance_of_what_was_authorized_may_be_finalized_by_another_one_of_it() {
        for widget in [unnamed(), named("klarna"), instance(Category::Klarna, "two"), instance(Category::None, "two")] {
            let one = instance(Category::Klarna, "one");
            let authorized = Record::of("s1", &one, true);
            assert_eq!(Record::permits_finalize(Some(&authorized), "s1", &widget), Ok(()));
        }
    }
}

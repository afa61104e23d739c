//! What a purchase keeps across page loads: never a token.

use super::result::Authorization;
use super::state::Call;
use super::widget::{Category, Widget};
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
    /// Whether `finalize` has to follow. `false`: the token was given already, or it was declined; `None`: Klarna decides.
    pub finalize_required: Option<bool>,
}

impl<'a> Record<'a> {
    /// Reads what storage held. Anything malformed counts as nothing: storage is not trusted.
    pub fn read(value: &'a Value) -> Option<Self> {
        let finalize_required = value.get("finalizeRequired");
        Some(Self {
            session: value.get("session").as_text()?,
            category: value.get("category").as_text(),
            instance: value.get("instance").as_text(),
            finalize_required: if finalize_required.is_null() { None } else { Some(finalize_required.as_bool()?) },
        })
    }

    /// What a session's widget came to.
    pub fn of(session: &'a str, widget: &'a Widget, finalize_required: Option<bool>) -> Self {
        Self { session, category: widget.category(), instance: widget.instance(), finalize_required }
    }

    /// The widget that Klarna was asked with last for that session, perhaps on an earlier page: a shop that does not say which it
    /// means goes on with it, instead of with its `own`.
    pub fn widget(value: &Value, session: &str, own: &Widget) -> Option<Widget> {
        let record = Record::read(value).filter(|record| record.session == session && !own.is_named())?;
        let category = record.category.map_or(Category::None, |category| Category::Named(category.to_owned()));
        Widget::new(category, None, record.instance.map(str::to_owned)).ok()
    }

    fn is_due(&self) -> bool {
        self.finalize_required == Some(true)
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
        // Of one category, whichever instance is finalized is the one that was authorized.
        let is_other = |kept: Self| match call {
            Call::Finalize => differ(kept.category, widget.category()),
            Call::Authorize | Call::Reauthorize => !kept.is_of(widget),
        };
        let is_anothers = |kept: Self| kept.session == session && kept.is_due() && is_other(kept);
        let finalize_required = match outcome {
            Authorization::FinalizeRequired => Some(true),
            Authorization::Approved { .. } => Some(false),
            Authorization::Declined if kept.is_some_and(is_anothers) => return None,
            Authorization::Declined if call == Call::Finalize => None,
            Authorization::Declined => Some(false),
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
    /// decision to Klarna. So does another instance of the same category.
    pub fn permits_finalize(record: Option<&Self>, session: &str, widget: &Widget) -> Result<(), Error> {
        let Some(record) = record.filter(|record| record.session == session || record.is_due()) else {
            return Ok(());
        };
        let message = if record.session != session {
            "another session was authorized; authorize again with this one"
        } else if record.finalize_required == Some(false) {
            "nothing waits for finalize: this session gave its authorization token, or was declined"
        } else if record.is_due() && differ(record.category, widget.category()) {
            let message = "another category was authorized";
            return Err(Error::at(ErrorCode::InvalidState, "paymentMethodCategory", message));
        } else {
            return Ok(());
        };
        Err(Error::new(ErrorCode::InvalidState, message))
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

    fn record(finalize_required: bool) -> Record<'static> {
        Record { session: "s1", category: Some("klarna"), instance: None, finalize_required: Some(finalize_required) }
    }

    fn named(category: &str) -> Widget {
        Widget::new(Category::Named(category.to_owned()), None, None).unwrap()
    }

    fn unnamed() -> Widget {
        Widget::new(Category::Klarna, None, None).unwrap()
    }

    fn instance(category: Category, name: &str) -> Widget {
        Widget::new(category, None, Some(name.to_owned())).unwrap()
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
                .and_then(|record| record.finalize_required)
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
            let widget = named("klarna");
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
    fn a_later_page_need_not_say_which_widget_klarna_was_asked_with() {
        let several = Widget::new(Category::Klarna, Some(vec!["a".to_owned(), "b".to_owned()]), Some("one".to_owned()));
        for asked in [
            named("pay_later"),
            Widget::new(Category::None, None, None).unwrap(),
            several.unwrap(),
            instance(Category::Klarna, "one"),
        ] {
            for finalize_required in [Some(true), Some(false), None] {
                let stored = Record::of("s1", &asked, finalize_required).to_value();
                let found = Record::widget(&stored, "s1", &unnamed()).unwrap();
                assert_eq!(found.short_handle(0), asked.short_handle(0));
                assert_eq!(Record::widget(&stored, "s2", &unnamed()), None);
                assert_eq!(Record::widget(&stored, "s1", &named("klarna")), None, "the shop says which");
            }
        }
        let tampered = Record { instance: Some("no word"), ..record(true) }.to_value();
        assert_eq!(Record::widget(&tampered, "s1", &unnamed()), None);
    }

    #[test]
    fn a_finalize_that_was_declined_is_asked_for_again_with_the_same_widget() {
        for widget in [named("pay_later"), instance(Category::Named("pay_later".to_owned()), "two")] {
            let pay_later = named("pay_later");
            let kept = Record::of("s1", &pay_later, Some(true));
            let after = Record::after(Call::Finalize, &Authorization::Declined, Some(kept), "s1", &widget).unwrap();
            assert_eq!(after, Record::of("s1", &widget, None));
        }
    }

    #[test]
    fn an_instance_of_what_was_authorized_may_be_finalized_by_another_one_of_it() {
        for widget in [named("klarna"), instance(Category::Klarna, "two"), instance(Category::None, "two")] {
            let one = instance(Category::Klarna, "one");
            let authorized = Record::of("s1", &one, Some(true));
            assert_eq!(Record::permits_finalize(Some(&authorized), "s1", &widget), Ok(()));
        }
    }
}

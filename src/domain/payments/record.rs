//! What a purchase keeps across page loads: never a token.

use super::result::Authorization;
use super::state::Call;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::value::{Value, object};

/// Left in `sessionStorage` by `authorize` for the page that calls `finalize`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record<'a> {
    /// The session that was authorized.
    pub session: &'a str,
    /// The widget's category or instance id.
    pub widget: &'a str,
    /// Whether `finalize` has to follow. `false`: the token was given already.
    pub finalize_required: bool,
}

impl<'a> Record<'a> {
    /// Reads what storage held. Anything malformed counts as nothing: storage is not trusted.
    pub fn read(value: &'a Value) -> Option<Self> {
        Some(Self {
            session: value.get("session").as_text()?,
            widget: value.get("widget").as_text()?,
            finalize_required: value.get("finalizeRequired").as_bool()?,
        })
    }

    /// Of no session: whichever one asks for `finalize`, Klarna decides.
    const NONE: Self = Self { session: "", widget: "", finalize_required: false };

    /// What the outcome of a call leaves for the next page, in the place of what is `kept`; `None` leaves that. A decline of
    /// one widget says nothing of another one of the session that waits for `finalize`; and one of `finalize` may be a customer
    /// who only closed it, whom Klarna lets try again, or who pays with another session.
    pub fn after(
        call: Call,
        outcome: &Authorization,
        kept: Option<Self>,
        session: &'a str,
        widget: &'a str,
    ) -> Option<Self> {
        let is_anothers = |kept: Self| kept.session == session && kept.widget != widget && kept.finalize_required;
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
        Some(Self { session, widget, finalize_required })
    }

    /// The form that is stored.
    pub fn to_value(self) -> Value {
        object([
            ("session", self.session.into()),
            ("widget", self.widget.into()),
            ("finalizeRequired", self.finalize_required.into()),
        ])
    }

    /// Whether `finalize` may be sent to Klarna for that session and widget.
    ///
    /// Nothing recorded of it (a second tab, storage switched off, only an earlier purchase that is over) leaves the
    /// decision to Klarna.
    pub fn permits_finalize(record: Option<&Self>, session: &str, widget: &str) -> Result<(), Error> {
        let Some(record) = record.filter(|record| record.session == session || record.finalize_required) else {
            return Ok(());
        };
        let message = if record.session != session {
            "another session was authorized; authorize again with this one"
        } else if !record.finalize_required {
            "nothing waits for finalize: this session gave its authorization token, or was declined"
        } else if record.widget != widget {
            let message = "another category or instance was authorized";
            return Err(Error::at(ErrorCode::InvalidState, "paymentMethodCategory", message));
        } else {
            return Ok(());
        };
        Err(Error::new(ErrorCode::InvalidState, message))
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    fn record(finalize_required: bool) -> Record<'static> {
        Record { session: "s1", widget: "klarna", finalize_required }
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
            object([("session", "s1".into()), ("widget", "klarna".into()), ("finalizeRequired", "yes".into())]),
        ] {
            assert_eq!(Record::read(&value), None);
        }
    }

    #[test]
    fn a_decline_leaves_what_another_widget_of_the_session_waits_for() {
        let after = |outcome, kept, session, widget| {
            Record::after(Call::Authorize, &outcome, kept, session, widget).map(|record| record.finalize_required)
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
            let after = Record::after(Call::Finalize, &Authorization::Declined, kept, "s1", "klarna");
            for session in ["s1", "s2"] {
                assert_eq!(Record::permits_finalize(after.as_ref(), session, "klarna"), Ok(()));
            }
        }
        let other = Record::after(Call::Finalize, &Authorization::Declined, Some(record(true)), "s1", "pay_now");
        assert_eq!(other, None);
    }

    #[test]
    fn finalize_goes_to_klarna_only_for_the_session_that_waits_for_it() {
        assert_eq!(Record::permits_finalize(Some(&record(true)), "s1", "klarna"), Ok(()));
        assert_eq!(Record::permits_finalize(None, "s1", "klarna"), Ok(()));
        assert_eq!(Record::permits_finalize(Some(&record(false)), "s2", "klarna"), Ok(()), "the earlier one is over");
        let rows = [(true, "s2", "klarna"), (false, "s1", "klarna"), (true, "s1", "pay_later")];
        for (finalize_required, session, widget) in rows {
            let error = Record::permits_finalize(Some(&record(finalize_required)), session, widget).unwrap_err();
            assert_eq!(error.code, ErrorCode::InvalidState);
        }
    }
}

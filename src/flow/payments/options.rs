//! The options of `loadKlarnaPayments`.

use crate::domain::delivery::Limits;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::payments::Widget;
use crate::domain::sdk::PAYMENTS_URL;
use crate::domain::token::{fingerprint, jwt_payload};
use crate::flow::delivery::Endpoint;
use crate::flow::loading::source::Source;
use crate::interop::failure::Failure;
use crate::interop::json;
use crate::interop::log::Log;
use crate::interop::options::Options;
use wasm_bindgen::JsValue;

/// Klarna's SDK itself gives up after 30 seconds, with an answer; ours must not come before it.
const LOAD_TIMEOUT_MS: f64 = 35_000.0;

/// What the shop asked for, checked.
#[derive(Debug)]
pub(crate) struct PaymentsOptions {
    /// The session's client token. It is given to Klarna's `init` and kept nowhere else.
    pub(crate) client_token: String,
    pub(crate) session: Session,
    pub(crate) widget: Widget,
    pub(crate) preferred_payment_method: Option<String>,
    pub(crate) backend: Option<Endpoint>,
    pub(crate) sdk: Source,
    pub(crate) load_timeout_ms: f64,
    pub(crate) log: Log,
}

/// Which purchase a token belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Session {
    /// Tells sessions apart, on this page and across pages. No token.
    pub(crate) name: String,
    /// Klarna's `session_id`, if the token told it.
    pub(crate) id: Option<String>,
}

impl PaymentsOptions {
    pub(crate) fn read(value: &JsValue) -> Result<Self, Failure> {
        let options = Options::argument(value, "options")?;
        let token = options.required("clientToken")?;
        if token.value == "" {
            return Err(Error::at(ErrorCode::InvalidClientToken, "clientToken", "the client token is empty").into());
        }
        let client_token = token.text()?;
        let widget = Widget::new(
            options.text("paymentMethodCategory")?,
            options.texts("paymentMethodCategories")?,
            options.text("instanceId")?,
        )?;
        Ok(Self {
            session: Session::of(&client_token),
            client_token,
            widget,
            preferred_payment_method: options.text("preferredPaymentMethod")?,
            backend: options.get("backend")?.map(|field| Endpoint::read(&field)).transpose()?,
            sdk: Source::read(&options, PAYMENTS_URL)?,
            load_timeout_ms: options.number("loadTimeoutMs", 1.0, Limits::LONGEST_MS)?.unwrap_or(LOAD_TIMEOUT_MS),
            log: Log::new(options.function("log")?),
        })
    }
}

impl Session {
    fn of(client_token: &str) -> Self {
        let claims = jwt_payload(client_token).and_then(|text| json::parse(&text)).unwrap_or_default();
        let id = claims.get("session_id").as_text().map(str::to_owned);
        Self { name: id.clone().unwrap_or_else(|| fingerprint(client_token)), id }
    }
}

//! The options of `loadKlarnaPayments`.

use super::endpoint::Endpoint;
use super::source::Source;
use crate::domain::delivery::Limits;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::order::OrderCheck;
use crate::domain::payments::{Category, Widget};
use crate::domain::sdk::PAYMENTS_URL;
use crate::domain::token::{drops_second_call, fingerprint, jwt_payload};
use crate::domain::value::Value;
use crate::interop::failure::Failure;
use crate::interop::json;
use crate::interop::log::Log;
use crate::interop::options::{Field, Options};
use crate::sys::js;
use js_sys::Uint8Array;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// Klarna's SDK itself gives up after 30 seconds, with an answer; ours must not come before it.
const LOAD_TIMEOUT_MS: f64 = 35_000.0;

/// What the shop asked for, checked.
#[derive(Debug)]
pub(crate) struct PaymentsOptions {
    pub(crate) sdk: Source,
    pub(crate) settings: Settings,
}

/// What a purchase needs of the options as long as it lives.
#[derive(Debug)]
pub(crate) struct Settings {
    /// The session's client token, for Klarna's `init` alone: before each call, where another script starts sessions too.
    pub(crate) client_token: JsValue,
    pub(crate) session: Session,
    pub(crate) widget: Rc<Widget>,
    /// `undefined` if there is none.
    pub(crate) preferred_payment_method: JsValue,
    pub(crate) backend: Option<Endpoint>,
    /// Where a token goes that no object of its session is left for.
    pub(crate) cancel: Option<Endpoint>,
    pub(crate) load_timeout_ms: f64,
    pub(crate) order_check: OrderCheck,
    pub(crate) log: Log,
    /// Keeps tokens that are under way, should this module trap (`src/export/held-tokens.js`); `undefined` where nothing does.
    pub(crate) keeper: JsValue,
}

/// Which purchase a token belongs to.
#[derive(Debug)]
pub(crate) struct Session {
    /// Tells sessions apart, on this page and across pages. No token.
    pub(crate) name: String,
    /// Klarna's `session_id`, if the token told it.
    pub(crate) id: Option<String>,
    /// Whether Klarna's SDK drops a second `authorize` in silence.
    pub(crate) drops_second: bool,
}

impl PaymentsOptions {
    /// Reads them.
    pub(crate) fn read(value: &JsValue, keeper: JsValue) -> Result<Self, Failure> {
        let options = Options::argument(value, "options")?;
        let token = options.required("clientToken")?;
        if token.value == "" {
            return Err(Error::at(ErrorCode::InvalidClientToken, "clientToken", "the client token is empty").into());
        }
        let mut settings = Settings::read(&options, token)?;
        settings.keeper = keeper;
        Ok(Self { settings, sdk: Source::read(&options, PAYMENTS_URL)? })
    }
}

impl Settings {
    fn read(options: &Options, token: Field) -> Result<Self, Failure> {
        let client_token = token.text()?;
        let widget =
            Widget::new(category(options)?, options.texts("paymentMethodCategories")?, options.text("instanceId")?)?;
        let mut settings = Self {
            session: Session::of(&client_token),
            client_token: token.value,
            widget: Rc::new(widget),
            preferred_payment_method: JsValue::UNDEFINED,
            backend: None,
            cancel: None,
            load_timeout_ms: LOAD_TIMEOUT_MS,
            order_check: OrderCheck::default(),
            log: Log::default(),
            keeper: JsValue::UNDEFINED,
        };
        settings.read_rest(options)?;
        Ok(settings)
    }

    fn read_rest(&mut self, options: &Options) -> Result<(), Failure> {
        self.preferred_payment_method = options.text("preferredPaymentMethod")?.into();
        if let Some(backend) = options.get("backend")? {
            self.backend = Some(Endpoint::read(&backend)?);
            self.cancel = cancel(&backend)?;
        }
        if let Some(ms) = options.number("loadTimeoutMs", 1.0, Limits::LONGEST_MS)? {
            self.load_timeout_ms = ms;
        }
        if let Some(name) = options.text("orderCheck")? {
            let check = OrderCheck::named(&name);
            self.order_check =
                check.ok_or_else(|| Error::argument("orderCheck", "orderCheck is refuse, warn or off"))?;
        }
        self.log = Log::new(options.function("log")?);
        // JavaScript calls it where this does not run.
        options.function("fallback")?;
        Ok(())
    }
}

/// Which category the widget shows: Klarna's own, the shop's, or none, which `null` and `""` say. Shops pass both on as
/// they come from their settings, and Klarna's script takes them for none.
fn category(options: &Options) -> Result<Category, Failure> {
    Ok(match options.get("paymentMethodCategory")? {
        None => Category::Klarna,
        Some(field) if field.value.is_null() || field.value == "" => Category::None,
        Some(field) => Category::Named(field.text()?),
    })
}

impl Session {
    fn of(client_token: &str) -> Self {
        let claims = claims(client_token).unwrap_or_default();
        let id = claims.get("session_id").as_text().map(str::to_owned);
        let name = id.clone().unwrap_or_else(|| fingerprint(client_token));
        Self { name, id, drops_second: drops_second_call(&claims) }
    }
}

/// The option `backend.cancel`.
fn cancel(backend: &Field) -> Result<Option<Endpoint>, Failure> {
    if backend.value.is_string() {
        return Ok(None);
    }
    backend.options()?.get("cancel")?.map(|field| Endpoint::read(&field)).transpose()
}

/// What the token says of itself.
fn claims(client_token: &str) -> Option<Value> {
    let payload = jwt_payload(client_token)?;
    let decoder = js::construct("TextDecoder", &[]).ok()?;
    let text = js::call(&decoder, "decode", &[&Uint8Array::from(payload.as_slice())]).ok()?;
    json::parse(&text.as_string()?)
}

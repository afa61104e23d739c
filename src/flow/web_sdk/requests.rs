//! Reading and cancelling a payment request from the page.

use super::answered::within;
use super::sdk::WebSdk;
use crate::domain::value::Value;
use crate::domain::web_sdk::PaymentRequest;
use crate::interop::failure::Failure;
use crate::interop::json;
use crate::interop::options::Field;
use crate::sys::js;
use wasm_bindgen::JsValue;

/// A call that Klarna's SDK answers with a payment request.
#[derive(Debug)]
pub(crate) struct Answer(Result<JsValue, JsValue>);

/// The id of a payment request, as an argument.
pub(super) fn id(value: &JsValue) -> Result<String, Failure> {
    Field { value: value.clone(), path: "paymentRequestId".to_owned() }.text()
}

/// A payment request of the SDK's. Its members are read one by one, since they may be getters of a class, which a copy by
/// way of JSON would leave out, or stand beside something that is no JSON.
pub(super) fn read(raw: &JsValue) -> PaymentRequest {
    let members: Vec<_> = if raw.is_object() {
        let member = |key: &str| (key.to_owned(), json::read_foreign(&js::get(raw, key)));
        PaymentRequest::KEYS.map(member).into_iter().filter(|(_, value)| !value.is_null()).collect()
    } else {
        Vec::new()
    };
    PaymentRequest::read(&Value::Object(members))
}

impl WebSdk {
    /// Asks Klarna for a payment request.
    pub(crate) fn fetch(&self, payment_request_id: &JsValue) -> Result<Answer, Failure> {
        self.purchase.get().alive()?;
        Ok(Answer(self.instance.payment.fetch(&id(payment_request_id)?)))
    }

    /// Cancels a payment request that is not completed.
    pub(crate) fn cancel(&self, payment_request_id: &JsValue) -> Result<Answer, Failure> {
        self.purchase.get().alive()?;
        Ok(Answer(self.instance.payment.cancel(&id(payment_request_id)?)))
    }

    /// Waits for the payment request.
    pub(crate) async fn described_answer(&self, answer: Answer) -> Result<JsValue, Failure> {
        let request = within(self.limit_ms, answer.0).await?;
        self.purchase.get().alive()?;
        Ok(self.described(&read(&request)))
    }
}

//! Reading and cancelling a payment request from the page.

use super::answered::within;
use super::sdk::WebSdk;
use crate::domain::web_sdk::PaymentRequest;
use crate::interop::failure::Failure;
use crate::interop::json;
use crate::interop::once::Answer;
use crate::interop::options::Field;
use crate::sys::js;
use wasm_bindgen::JsValue;

/// A call that Klarna's SDK answers with a payment request.
pub(crate) type Asked = Answer;

/// The id of a payment request, as an argument.
pub(super) fn id(value: &JsValue) -> Result<String, Failure> {
    Field { value: value.clone(), path: "paymentRequestId".to_owned() }.text()
}

impl WebSdk {
    /// A payment request of the SDK's. Its members are read one by one, since they may be getters of a class, which a copy
    /// by way of JSON would leave out, or stand beside something that is no JSON.
    pub(super) fn read(&self, raw: &JsValue) -> PaymentRequest {
        if !raw.is_object() {
            return PaymentRequest::default();
        }
        PaymentRequest::read(&|name| json::read_foreign(&js::get(raw, name)), &self.options.exposed)
    }

    /// Asks Klarna for a payment request.
    pub(crate) fn fetch(&self, payment_request_id: &JsValue) -> Result<Asked, Failure> {
        self.alive()?;
        let returned = self.instance.payment.fetch(&id(payment_request_id)?);
        Ok(within(self.limit_ms(), returned))
    }

    /// Cancels a payment request that is not completed.
    pub(crate) fn cancel(&self, payment_request_id: &JsValue) -> Result<Asked, Failure> {
        self.alive()?;
        let returned = self.instance.payment.cancel(&id(payment_request_id)?);
        Ok(within(self.limit_ms(), returned))
    }

    /// Waits for the payment request.
    pub(crate) async fn described_answer(&self, asked: Asked) -> Result<JsValue, Failure> {
        let request = self.unless_disposed(asked).await?;
        self.alive()?;
        Ok(described(&self.read(&request)))
    }
}

/// A payment request as the shop gets it.
pub(super) fn described(request: &PaymentRequest) -> JsValue {
    json::to_js(request.value())
}

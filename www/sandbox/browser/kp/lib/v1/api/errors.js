import { IS_OLD_BUILD } from "./build.js";

/**
 * @param {string} name
 * @param {string} message
 */
function named(name, message) {
  const error = new Error(message);
  error.name = name;
  return error;
}

/**
 * Minification took the name of these: only the message tells them apart. The old build still has it.
 * @param {string} name
 * @param {string} message
 */
const unnamed = (name, message) => (IS_OLD_BUILD ? named(name, message) : new Error(message));

export const invalidClientToken = () =>
  unnamed(
    "InvalidClientTokenError",
    "The client token is invalid. Check that it is the client_token of the session that your server created.",
  );
export const notInitialized = () =>
  unnamed(
    "ApplicationNotInitializedError",
    "The application has not yet been initialized. Call Klarna.Payments.init first.",
  );
export const notLoaded = () =>
  unnamed(
    "ApplicationNotLoadedError",
    "The application has not yet been loaded. Call Klarna.Payments.load with the same category first.",
  );
export const invalidContainerSelector = () =>
  named("InvalidContainerSelectorError", "The container selector matches no element of this page.");
export const categoryNotSupported = () =>
  named(
    "PaymentMethodCategoryNotSupportedError",
    "The payment method category is not one of those that Klarna knows.",
  );
export const instanceIdNotProvided = () =>
  named(
    "InstanceIDNotProvidedError",
    "Several payment method categories in one widget need an instance_id.",
  );
export const invalidInstanceId = () =>
  named(
    "InvalidInstanceIDError",
    "An instance_id has only letters, digits, underscores and hyphens.",
  );
export const preferredMethodNotSupported = () =>
  named(
    "PreferredPaymentMethodNotSupportedError",
    "The preferred payment method is not one of those that Klarna knows.",
  );
export const operationNotSupported = () =>
  named("OperationNotSupportedError", "The operation is not supported in this purchase country.");
export const eventNotSupported = () => named("EventNotSupportedError", "There is no such event.");

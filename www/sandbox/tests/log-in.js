/**
 * Goes from the first page of Klarna's journey to the choice of a plan, wherever the browser is.
 *
 * @param {(selector: string) => any} $ finds an element
 * @param {string} [email]
 */
export async function logIn($, email = "customer@example.com") {
  await $("#email").waitForExist();
  // WebKit's driver types into a frame only once it has been clicked.
  await $("#email").click();
  await $("#email").setValue(email);
  await $("#continue").click();
  await $("#otp").waitForExist();
  await $("#otp").setValue("123456");
  await $("#continue").click();
  await $("#plan-pay_now").waitForExist();
}

const ID = "klarna-payments-device-recognition";

/**
 * The frame that Klarna adds with the first `authorize` of a page.
 * @param {string} baseUrl
 */
export function addDeviceRecognition(baseUrl) {
  if (document.getElementById(ID)) return;
  const element = document.createElement("iframe");
  element.id = ID;
  element.src = `${baseUrl}/frames/device.html`;
  element.title = "Klarna device recognition (sandbox)";
  element.style.display = "none";
  document.body.append(element);
}

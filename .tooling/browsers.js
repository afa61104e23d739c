// Where tests looked for it before.
export * from "../tests/webdriver/browsers.js";

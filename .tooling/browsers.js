export * from "../tests/webdriver/browsers.js";

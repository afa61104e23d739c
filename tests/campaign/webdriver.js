import { openBrowser } from "../webdriver/browsers.js";
import { everythingKept } from "./secrets.js";

/**
 * The same in Firefox and WebKit, by WebDriver: a browser for each customer at a time, whose tabs are closed and whose
 * cookies go when the next one comes.
 *
 * @param {import("../webdriver/browsers.js").Engine} engine
 * @param {number} atOnce
 */
export async function openDriven(engine, atOnce) {
  const idle = await Promise.all(Array.from({ length: atOnce }, () => openBrowser(engine)));
  const all = [...idle];
  return {
    /** @returns {Promise<import("./chromium.js").Visitor>} */
    async visitor() {
      const browser = /** @type {NonNullable<typeof idle[number]>} */ (idle.pop());
      const [home = ""] = await browser.getWindowHandles();
      /** @type {Map<number, string>} */
      const tabs = new Map();
      // WebDriver has one window at a time.
      let turn = Promise.resolve();
      /** @template T @param {() => Promise<T>} act @returns {Promise<T | undefined>} */
      const inTurn = (act) => {
        const done = turn.then(act).catch(() => undefined);
        turn = done.then(() => {});
        return done;
      };
      return {
        open: (tab, url) =>
          inTurn(async () => {
            const { handle } = await browser.createWindow("tab");
            tabs.set(tab, handle);
            await browser.switchToWindow(handle);
            await browser.navigateTo(url);
          }),
        close: (tab) =>
          inTurn(async () => {
            await browser.switchToWindow(tabs.get(tab) ?? "");
            tabs.delete(tab);
            await browser.closeWindow();
            await browser.switchToWindow(home);
          }),
        reload: (tab) =>
          inTurn(async () => {
            await browser.switchToWindow(tabs.get(tab) ?? "");
            await browser.refresh();
          }),
        async look() {
          const seen = [];
          for (const handle of tabs.values())
            seen.push(
              await inTurn(async () => {
                await browser.switchToWindow(handle);
                return browser.execute(everythingKept);
              }),
            );
          return seen.flatMap((texts) => texts ?? []);
        },
        async end() {
          await inTurn(async () => {
            await browser.deleteAllCookies();
            for (const handle of await browser.getWindowHandles()) {
              if (handle === home) continue;
              await browser.switchToWindow(handle);
              await browser.closeWindow();
            }
            await browser.switchToWindow(home);
          });
          idle.push(browser);
        },
      };
    },
    close: () => Promise.all(all.map((browser) => browser.close())),
  };
}

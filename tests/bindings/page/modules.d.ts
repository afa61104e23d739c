// What the packages of the test pages do not say themselves.

declare module "alpinejs" {
  const Alpine: { reactive<T extends object>(object: T): T };
  export default Alpine;
}

declare module "jsdom" {
  export class JSDOM {
    constructor(html: string, options: { url: string; pretendToBeVisual: boolean });
    // biome-ignore lint/suspicious/noExplicitAny: a window that is not this one
    readonly window: any;
  }
}

// The one thing that bindings cannot say: a dynamic import. Klarna's module must come from Klarna's own address at run
// time, so bundlers are told to leave it alone. (`new Function` would need `unsafe-eval` in the page's policy.)

/** @param {string} url */
export const importModule = (url) => import(/* webpackIgnore: true */ /* @vite-ignore */ url);

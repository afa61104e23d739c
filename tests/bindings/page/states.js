// How the frameworks of our time keep what a shop gives them: each takes an object into its state, and gives it back as the
// shop's code would get it.

import Alpine from "alpinejs";
import { createDraft, finishDraft, produce } from "immer";
import { makeAutoObservable, observable } from "mobx";
import { createMutable, createStore } from "solid-js/store";
import { createApp, reactive, readonly, ref, watch } from "vue";
import vue2 from "vue-2";
// Compiled by the test.
import { kept as ofSvelte } from "./kept.svelte.js";

// Its types are those of a module of CommonJS, which it is not here.
const Vue2 = /** @type {any} */ (vue2);

/** @type {Record<string, (kept: any) => any>} */
export const STATES = {
  "a proxy": (kept) => new Proxy(kept, {}),
  "Vue's ref": (kept) => ref(kept).value,
  "Vue's reactive": (kept) => reactive({ kept }).kept,
  "Vue's readonly": (kept) => readonly({ kept }).kept,
  "Vue's deep watch": (kept) => {
    const state = reactive({ kept });
    watch(state, () => {}, { deep: true, immediate: true });
    return state.kept;
  },
  "Vue's data": (kept) => {
    const app = createApp({ data: () => ({ kept }), render: () => null });
    return /** @type {any} */ (app.mount(document.createElement("div"))).kept;
  },
  "Vue 2's data": (kept) => new Vue2({ data: { kept } }).kept,
  "Vue 2's observable": (kept) => Vue2.observable({ kept }).kept,
  "MobX's observable": (kept) => observable({ kept }).kept,
  "MobX's store": (kept) => makeAutoObservable({ kept }).kept,
  "Alpine's reactive": (kept) => Alpine.reactive({ kept }).kept,
  "Svelte's $state": ofSvelte,
  "Immer's produce": (kept) =>
    produce({ kept, step: 1 }, (draft) => {
      draft.step = 2;
    }).kept,
  "Immer's draft": (kept) => {
    const draft = createDraft({ kept });
    const taken = draft.kept;
    finishDraft(draft);
    return taken;
  },
  "Solid's store": (kept) => createStore({ kept })[0].kept,
  "Solid's mutable": (kept) => createMutable({ kept }).kept,
};

/** @type {any} */ (window).STATES = STATES;

/** Each way to draw a checkout: its script, and the packages that stand for others. */
export const BINDINGS = {
  "React 19": { script: "react.js", alias: {} },
  "React 18": {
    script: "react.js",
    alias: { react: "react-18", "react-dom": "react-dom-18" },
  },
  Vue: { script: "vue.js", alias: {} },
  elements: { script: "element.js", alias: {} },
};

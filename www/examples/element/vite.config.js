import { klarnaExpress } from "klarna-payments-server/express";
import { klarna, origin } from "./server.js";

// What stands behind /api/klarna, in the dev server and in the preview. Your own server does the same.
const answers = ({ middlewares }) => {
  middlewares.use(klarnaExpress(klarna, { origin }));
};

export default {
  plugins: [{ name: "shop", configureServer: answers, configurePreviewServer: answers }],
  build: { target: "es2022", rolldownOptions: { input: ["index.html", "web-sdk.html"] } },
  server: { host: "127.0.0.1", port: 5173, strictPort: true },
  preview: { host: "127.0.0.1", port: 5173, strictPort: true },
};

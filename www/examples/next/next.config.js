// What runs on the server only, and brings a WebAssembly of its own.
export default { serverExternalPackages: ["klarna-payments-server", "node-sqlite3-wasm"] };

// `klarna-payments-wasm/sandbox`: everything of the package klarna-sandbox, which has to be installed for it.

export * from "klarna-sandbox";

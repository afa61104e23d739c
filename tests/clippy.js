/**
 * The environment in which Cargo compiles this crate, though not its dependencies, with Clippy, and warnings are errors.
 * Clippy is the compiler with more lints: where tests are compiled anyway, `cargo clippy` would compile all of it again.
 */
export const WITH_CLIPPY = {
  RUSTC_WORKSPACE_WRAPPER: "clippy-driver",
  // How `cargo clippy` hands over what follows its `--`.
  CLIPPY_ARGS: ["-D", "warnings", ""].join("__CLIPPY_HACKERY__"),
};

//! What a development build needs of wasm-bindgen's program: `bindgen MODULE --target web --out-dir FOLDER --out-name NAME`.

use std::env::args;
use std::error::Error;
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<(), Box<dyn Error>> {
    let [_, module, _, target, _, folder, _, name] = &args().collect::<Vec<_>>()[..] else {
        return Err("see bindgen.rs for how it is called".into());
    };
    Ok(Bindgen::new().input_path(module).out_name(name).web(target == "web")?.generate(folder)?)
}

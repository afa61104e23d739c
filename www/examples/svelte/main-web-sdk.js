import { mount } from "svelte";
import WebSdk from "./WebSdk.svelte";

mount(WebSdk, { target: document.querySelector("#checkout") });

import { createApp } from "vue";
import WebSdk from "./WebSdk.vue";

createApp(WebSdk).mount("#checkout");

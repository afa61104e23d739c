import { createApp } from "vue";
import Checkout from "./Checkout.vue";

createApp(Checkout, { cart: { id: "cart-1", name: "Shoes", price: 59900 } }).mount("#checkout");

// What the packages of the test pages do not say themselves.

declare module "alpinejs" {
  const Alpine: { reactive<T extends object>(object: T): T };
  export default Alpine;
}

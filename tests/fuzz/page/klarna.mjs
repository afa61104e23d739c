export const KlarnaSDK = (configuration) => window.KlarnaSDK(configuration);

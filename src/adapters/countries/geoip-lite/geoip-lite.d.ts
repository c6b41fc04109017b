// The part of geoip-lite that is used; it ships no types.

declare module 'geoip-lite' {
  const geoip: {
    lookup(address: string): { readonly country: string } | null;
  };
  // biome-ignore lint/style/noDefaultExport: it is a CommonJS module
  export default geoip;
}

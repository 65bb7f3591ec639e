import { defineConfig } from "vite";

// The bundle is committed beside the server, under names that do not change: a fresh build must equal it byte by byte.
export default defineConfig({
  base: "/",
  publicDir: false,
  build: {
    outDir: process.env.BUNDLE_FOLDER ?? "../experiments/app/bundle",
    emptyOutDir: false,
    target: "es2022",
    modulePreload: false,
    cssCodeSplit: false,
    reportCompressedSize: false,
    rolldownOptions: {
      output: { entryFileNames: "page.js", assetFileNames: "page.[ext]" },
    },
  },
});

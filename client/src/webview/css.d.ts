/** Declares that the bundler turns an imported style sheet into a file of its own. The import has no value. */
declare module "*.css";

/** The one library of the page: Preact with htm. Everything on screen is a virtual node; nothing is ever HTML text. */
export {
  html, render, createContext, useCallback, useContext, useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState,
} from "../vendor/preact-htm.js";

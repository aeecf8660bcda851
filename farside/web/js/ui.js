/** The one library of the page: Preact with htm. Everything on screen is a virtual node; nothing is ever HTML text. */
import { html, useEffect, useState } from "../vendor/preact-htm.js";
export {
  html, render, createContext, useCallback, useContext, useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState,
} from "../vendor/preact-htm.js";

const AGAIN = 2000; // milliseconds until what did not come is asked for again
const rest = [];

/** The component `name` of a module that is imported when it is first drawn, or earlier, by `fetchRest`. */
export function later(name, load) {
  let Known = null;
  const fetch = async () => (Known = (await load())[name]);
  rest.push(fetch);
  return (props) => {
    const [here, come] = useState(Boolean(Known));
    useEffect(() => {
      let timer = 0;
      const ask = () => fetch().then(() => come(true), (error) => {
        console.error(error);
        timer = setTimeout(ask, AGAIN);
      });
      if (!here) ask();
      return () => clearTimeout(timer);
    }, []);
    return here && html`<${Known} ...${props} />`;
  };
}

/** Loads what comes later, so that it is there when it is wanted. */
export const fetchRest = () => Promise.allSettled(rest.map((one) => one()));

/** Options come one at a time. */
import "../shell/js/steps.js";

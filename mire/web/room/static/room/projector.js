/** The projector: follows the room, says nothing of its own. */
import { follow } from "./stream.js";

follow({});

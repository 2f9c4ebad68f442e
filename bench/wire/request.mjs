/** What all clients ask. The server takes any key. */
export const MODEL = "glm-4.7";
export const API_KEY = "id.secret";
export const QUESTION = "tell me a joke about parrot";

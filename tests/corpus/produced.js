export async function compareProduced() {}

export async function compareTables() {}

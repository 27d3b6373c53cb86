/**
 * One word for each byte: common things and creatures of one to four syllables, in the order of the alphabet, told
 * apart by their first four letters and never changed, as people compare them between versions.
 */
export const WORDS: readonly string[] = `
acorn actor album alley amber anchor angel ankle apple april apron arrow atlas attic autumn badge bagel
baker bamboo banana banjo barn basil basket beach beaver bell bench berry bicycle bishop blanket boat
bonnet bottle boulder branch bread bridge broom bucket buffalo butter cabin cactus camel candle canoe
canyon captain carpet carrot castle cello chalk cherry chimney cinema circus clock cloud clover cobra
coconut comet copper coral cotton cousin cradle cricket crown crystal curtain cushion daisy dancer desert
diamond dinner doctor dolphin donkey dragon drum eagle earth echo elbow elephant engine envelope falcon
farmer feather ferry fiddle finger flag flute forest fossil fountain fox friend frog garden garlic ghost
giraffe glacier glove goat golden gorilla grape guitar hammer harbor harvest hedge helmet hero hippo honey
hotel hunter igloo indigo island ivory jacket jaguar jelly jewel jigsaw judge jungle kayak kettle kitchen
kiwi knight ladder lagoon lantern lemon leopard lily lizard lobster magnet mango maple marble market meadow
melon mirror monkey mountain museum napkin needle nephew noodle nurse oak ocean octopus olive onion opera
orange orchid otter oven oyster paddle palace panda parrot peanut pebble pelican pencil penguin pepper
piano picnic pigeon pilot pirate planet pocket potato prince pumpkin puppet puzzle python quartz rabbit
radio rainbow raven ribbon river robin rocket rooster saddle sailor salmon sandal saturn school scooter
shadow shovel silver skeleton spider spoon squirrel sugar summer sunset swan table teapot temple tiger
tomato trumpet tulip tunnel turtle umbrella uncle valley velvet violin volcano wagon walnut walrus whale
whistle window winter wizard wolf yellow zebra zipper
`
  .trim()
  .split(/\s+/);

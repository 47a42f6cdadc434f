/* What a random draw is for: the `purpose` of rng_draw. One list for the whole model, because two uses of one number
 * with the same agent and month would be the same draw. 1-99 care, 100-199 network, 200 and up money and region; below
 * 65536. */
#ifndef MODELS_PURPOSE_H
#define MODELS_PURPOSE_H

enum purpose {
    /* Care: agent = citizen, professional, organisation. */
    PURPOSE_SCAN = 1,         /* block of four citizens: does anything happen this month */
    PURPOSE_EVENT = 2,        /* citizen, draw = event: what the event becomes */
    PURPOSE_CITIZEN = 3,      /* citizen, draw: who this is, when it first appears */
    PURPOSE_BIRTHDAY = 4,     /* citizen: what a year brings */
    PURPOSE_ARRIVALS = 5,     /* births and moves of a month */
    PURPOSE_DURATION = 6,     /* citizen, draw = service: how long it lasts */
    PURPOSE_SERVED = 7,       /* citizen, draw = service: what follows once served */
    PURPOSE_START = 8,        /* citizen, draw = service: in use at the start */
    PURPOSE_PROFESSIONAL = 9, /* professional: leaves, ties */
    PURPOSE_PLACE = 10,       /* neighbourhood: its social position */
    PURPOSE_EFFECT = 11,      /* coalition: the true size of its effects */
    PURPOSE_ENROL = 12,       /* citizen: is enrolled */
    PURPOSE_REFUSED = 13,     /* citizen, draw = 2 x service + (second provider): is sent elsewhere */
    PURPOSE_TRANSITION = 14,  /* citizen: what goes on, what breaks on entering long-term care */
    PURPOSE_CONCENTRATED =
        20, /* citizen, month = year of the run: is among those who are treated where a coalition says */
    /* Network: agent = member, coalition, or pair (from << 16 | to). */
    PURPOSE_NETWORK_SEEN = 100,     /* pair: error in seeing a partner's delivery */
    PURPOSE_NETWORK_ABSENCE = 101,  /* member: are its people absent */
    PURPOSE_NETWORK_TURNOVER = 102, /* member: does its contact person leave */
    PURPOSE_NETWORK_ISSUE = 103,    /* coalition: does a need for new agreements arise */
    PURPOSE_NETWORK_MANDATE = 104,  /* member, draw = issue: can the delegate decide on the spot */
    PURPOSE_NETWORK_VIEW = 105,     /* member, draw = issue: the delegate's own view of it */
    PURPOSE_NETWORK_EXIT = 106,     /* member: does it leave */
    PURPOSE_NETWORK_APPLY = 107,    /* member: does an outsider apply */
    /* Laboratory: agent = member. */
    PURPOSE_LABORATORY_MEMBER = 130,  /* member: size, orientation */
    PURPOSE_LABORATORY_WEIGHTS = 131, /* member: weights of its interests */
    PURPOSE_LABORATORY_GAIN = 132,    /* member, draw = coalition: what the coalition does to its result */
    PURPOSE_LABORATORY_CAMP = 133,    /* pair of members 2k, 2k + 1: which of them is in which camp */
    PURPOSE_NETWORK_LEADER = 110,     /* does who leads the network leave */
    PURPOSE_NETWORK_BELIEF = 114,     /* member, draw = coalition: error in what it sees of a coalition's results */
    PURPOSE_NETWORK_OPTIMISM = 115,   /* member, draw = coalition: how it misjudges a business case */
    PURPOSE_NETWORK_HUNCH = 116,      /* pair: first belief of what a partner will do */
    PURPOSE_NETWORK_TALK = 118,       /* member, draw = coalition: does it tell its stake in an open talk */
    PURPOSE_NETWORK_MODE = 122,       /* member: does it propose another form of governance */
    /* Money. */
    PURPOSE_PAYER = 200,   /* payer: decides on network functions, follows */
    PURPOSE_SUBSIDY = 201, /* is the subsidy renewed */
    PURPOSE_BROKER = 220,  /* account: error in how the broker sees its bid */
};

#endif

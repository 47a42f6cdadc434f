#!/usr/bin/env bash
# Do the mechanisms of care and money bring about what the literature and the field report? Runs the experiments of
# scenarios/ on two regions and prints, pattern by pattern, the estimate with its 95 % interval from paired replications,
# what is expected, and whether it is found. Nothing here is put into the model: see models/ODD.md, section 7.
# Exit status 3 when a pattern is not found, unless models/ODD.md, section 10, says that and why it is not: such a line
# ends in "not found (known)".
# Usage: scripts/check_patterns.sh [REPLICATIONS [SCALE]]      default: those of the scenarios, at a scale of .2
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

replications=${1:-}
run_options=(--set "region.scale=${2:-0.2}" --series)
regions=(midden-limburg twente)
. scripts/pattern_lines.sh

payment_models() {  # region
    local e=payment-models r=$1
    run $e "$r" contrasts series
    line "Capitation against fee-for-service: care per simple client (%)" "$r" "$(contrast $e "$r" capitation volume_simple)" "hi < 0"
    line "Capitation against fee-for-service: care per complex client (%)" "$r" "$(contrast $e "$r" capitation volume_complex)" "hi < 0"
    line "A ceiling stops marginal effort: care per simple client (%)" "$r" "$(contrast $e "$r" ceiling volume_simple)" "hi < 0"
    line "A ceiling: care delivered and not paid (EUR a head)" "$r" "$(contrast $e "$r" ceiling unpaid_care_per_head)" "lo > 0"
    line "Bundled payment: care per simple client (%)" "$r" "$(contrast $e "$r" bundled volume_simple)" "hi < 0"
    line "Bundled payment: care per complex client (%)" "$r" "$(contrast $e "$r" bundled volume_complex)" "lo > -0.5 && hi < 0.5"
    line "Capitation, no risk adjustment: complex clients refused (%)" "$r" "$(contrast $e "$r" capitation-unadjusted refused_complex)" "lo > 1"
    line "Capitation, no risk adjustment: simple clients refused (%)" "$r" "$(contrast $e "$r" capitation-unadjusted refused_simple)" "hi < 0.5"
    line "Capitation against fee-for-service: people with unmet need (%-point)" "$r" "$(contrast $e "$r" capitation unmet_share)" "lo > 0"
    line "Bundled payment of a path raises cost (EUR a head)" "$r" "$(contrast $e "$r" bundled cost_per_head)" "lo > 0"
    line "Hospital: budget against case rates, admissions per 1,000" "$r" "$(in_years $e "$r" hospital-budget hospital-cases admissions_per_1000 1 5)" "hi < 0"
    line "Hospital: budget against case rates, cost Zvw (EUR a head)" "$r" "$(in_years $e "$r" hospital-budget hospital-cases cost_zvw_per_head 1 5)" "hi < 0" known
    line "Capitation with risk adjustment: complex clients refused (%)" "$r" "$(contrast $e "$r" capitation refused_complex)" "hi < 0.5"
}

# Where half of those who are asked pay, as their share of the saving times the ratio of saving to cost: per replication
# between the arms, in the order of the file. Theory says 1.
threshold() {  # experiment, region
    awk -F, '
        FNR == 1 { next }
        $3 == "payers_supporting" { support[$1, $2] = $4 }
        $3 == "investor_share" { share[$1, $2] = $4 / 100 }
        $3 == "business_case_ratio" { ratio[$1, $2] = $4 }
        !($1 in known) { known[$1] = 1; arm[++arms] = $1 }
        { seen[$2] = 1 }
        END {
            for (r in seen) {
                most = support[arm[arms], r]
                for (a = 2; a <= arms; a++) {
                    low = support[arm[a - 1], r] / most; high = support[arm[a], r] / most
                    if (low < 0.5 && high >= 0.5) {
                        from = share[arm[a - 1], r] * ratio[arm[a - 1], r]; to = share[arm[a], r] * ratio[arm[a], r]
                        d = from + (to - from) * (0.5 - low) / (high - low)
                        k++; s += d; q += d * d
                        break
                    }
                }
            }
            interval(k, s, q)
        }'"$interval" "$folder/$1-$2.outcomes"
}

prevention() {  # region
    local e=prevention r=$1
    run $e "$r" contrasts outcomes
    line "Prevention at a fifth transferred: plan delivered (0-100)" "$r" "$(contrast $e "$r" transfer-20 fidelity)" "hi < 5"
    line "Prevention at half transferred: plan delivered" "$r" "$(contrast $e "$r" transfer-50 fidelity)" "lo > 25"
    line "Payers step in where share x ratio of saving to cost is" "$r" "$(threshold $e "$r")" "m > 0.9 && m < 1.1"
}

common_good() {  # region
    local e=common-good r=$1
    local honest
    run $e "$r" contrasts summary
    honest=$(contrast $e "$r" clarke fidelity)
    line "Common good, honest bids: plan delivered (0-100)" "$r" "$honest" "lo > 25"
    line "Clarke prices: deficit of the broker (EUR per 1,000 people)" "$r" "$(mean $e "$r" clarke broker_deficit_eur)" "lo > 0"
    line "Prices in proportion to bids: deficit of the broker" "$r" "$(mean $e "$r" proportional broker_deficit_eur)" "hi < 1"
    line "Prices in proportion, low bids: plan delivered" "$r" "$(contrast $e "$r" proportional-low-bids fidelity)" "hi < 5"
    line "Equal shares, consent of all: contract time with the good (%)" "$r" "$(mean $e "$r" equal-share good_provided)" "hi < 10"
    line "A broker who sees poorly: plan delivered, less than that" "$r" "$(contrast $e "$r" clarke-poor-broker fidelity)" "lo > 0 && hi < ${honest%% *}"
}

# How much an arm comes closer to another between years 1 to EARLY and years LATE to 15, in an outcome in which it is lower.
closes() {  # experiment, region, arm, other arm, outcome, early, late
    awk -F, -v arm="$3" -v other="$4" -v outcome="$5" -v early="$6" -v late="$7" '
        $4 == outcome && $5 != "" {
            period = $3 < 12 * early ? 1 : $3 >= 12 * (late - 1) && $3 < 180 ? 2 : 0
            sum[$1, $2, period] += $5; n[$1, $2, period]++; seen[$2] = 1
        }
        END {
            for (r in seen) {
                d = 0; whole = 1
                for (p = 1; p <= 2; p++) {
                    whole = whole && n[arm, r, p] && n[other, r, p]
                    if (whole)
                        d += (p == 2 ? 1 : -1) * (sum[arm, r, p] / n[arm, r, p] - sum[other, r, p] / n[other, r, p])
                }
                if (whole) { k++; s += d; q += d * d }
            }
            interval(k, s, q)
        }'"$interval" "$folder/$1-$2.series"
}

relocation() {  # region
    local e=relocation r=$1 early late
    run $e "$r" series
    early=$(in_years $e "$r" friction cost-follows-at-once effort_hospitals 1 3)
    late=$(in_years $e "$r" friction cost-follows-at-once effort_hospitals 13 15)
    line "Fixed cost: effort of hospitals (0-100), years 1-3" "$r" "$early" "hi < 0"
    line "Fixed cost: the hospitals come closer until years 13-15" "$r" \
        "$(closes $e "$r" friction cost-follows-at-once effort_hospitals 3 13)" "lo > 0" known
    line "Fixed cost: effort of hospitals, years 13-15, under half of that" "$r" "$late" "m > 0.5 * ${early%% *}" known
}

# Who gains from an arm, against the arm without, in the flows of the whole horizon: ordinary income minus expenses.
# Insurers are the parties that pay to or get from the equalisation fund, payers those that get premiums or taxes.
#   ratio  what insurers gain per euro that they put in (investment: the purposes below)
#   lead   what insurers gain less what all other payers gain that gain (million euro): above 0 they have most of it
insurers() {  # experiment, region, arm, arm without, ratio|lead
    awk -F, -v arm="$3" -v without="$4" -v want="$5" '
        FNR == 1 { next }
        $5 == "equalisation" { insurer[$3] = insurer[$4] = 1 }
        $5 == "budget" { payer[$4] = 1 }
        $1 == arm || $1 == without {
            sign = $1 == arm ? 1 : -1
            if ($5 ~ /^(collaboration|coordination|network-office|contribution|network-function)$/) {
                put[$2, $3] += sign * $6; put[$2, $4] -= sign * $6
            } else {
                gain[$2, $3] -= sign * $6; gain[$2, $4] += sign * $6
            }
            runs[$1, $2] = 1; seen[$2] = 1
        }
        END {
            for (r in seen) {
                if (!runs[arm, r] || !runs[without, r]) continue
                got = paid = others = 0
                for (p in payer)
                    if (insurer[p]) { got += gain[r, p]; paid += put[r, p] }
                    else if (gain[r, p] > 0) others += gain[r, p]
                if (want == "ratio" && paid <= 0) continue
                d = want == "ratio" ? got / paid : (got - others) * 1e-8
                k++; s += d; q += d * d
            }
            interval(k, s, q)
        }'"$interval" "$folder/$1-$2.flows"
}

joint_assessment() {  # region
    local e=joint-assessment r=$1
    run $e "$r" summary series flows
    line "Samen indiceren: wait for a decision (months), years 3-5" "$r" "$(in_years $e "$r" joint without decision_wait_months 3 5)" "hi < 0"
    line "Samen indiceren: that wait itself, from 12 to about 2 weeks" "$r" "$(in_years $e "$r" joint - decision_wait_months 3 5)" "m < 0.7"
    line "Samen indiceren: insurers gain per euro they put in" "$r" "$(insurers $e "$r" joint without ratio)" "lo > 1" known
    line "Samen indiceren, own clients: insurers gain per euro they put in" "$r" "$(insurers $e "$r" joint-own-clients without ratio)" "lo > 1" known
    line "Samen indiceren: social return (EUR per EUR put in)" "$r" "$(mean $e "$r" joint social_return)" "lo < 2.39 && hi > 2.39" known
    line "Samen indiceren: insurers gain more than other payers (MEUR)" "$r" "$(insurers $e "$r" joint without lead)" "lo > 0" known
}

heading region
for region in "${regions[@]}"; do
    payment_models "$region"
done
for region in "${regions[@]}"; do
    prevention "$region"
done
for region in "${regions[@]}"; do
    common_good "$region"
done
for region in "${regions[@]}"; do
    relocation "$region"
done
for region in "${regions[@]}"; do
    joint_assessment "$region"
done
verdict

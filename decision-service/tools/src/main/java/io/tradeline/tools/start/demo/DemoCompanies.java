package io.tradeline.tools.start.demo;

import io.tradeline.proto.accounts.v1.AccountStatus;
import java.util.ArrayList;
import java.util.List;

/** The forty companies, with eighty branches. */
final class DemoCompanies {
    private static final List<String> NAMES = List.of(
            "alpenrose-hotels",
            "harbour-foods",
            "lindner-clinics",
            "oakfield-schools",
            "brick-and-beam",
            "casa-marina",
            "fjord-retail",
            "granite-builders",
            "helix-labs",
            "ivy-lane-cafes",
            "juniper-catering",
            "kestrel-markets",
            "lakeside-care",
            "meridian-college",
            "nordhaus-bau",
            "olive-grove",
            "pinewood-stores",
            "quarry-works",
            "riverside-dental",
            "sunrise-bakeries",
            "tramway-bistros",
            "union-grocers",
            "valley-hospital",
            "westgate-academy",
            "xenon-interiors",
            "yellow-door-inns",
            "zephyr-outlets",
            "amber-pharmacy",
            "birchwood-nursery",
            "copper-kettle",
            "dune-resorts",
            "elm-street-deli",
            "foundry-supplies",
            "garnet-surgery",
            "hilltop-campus",
            "indigo-kitchens",
            "jade-garden",
            "knightly-motors",
            "lantern-house",
            "mosaic-studios");

    private static final List<String> INDUSTRIES =
            List.of("hospitality", "retail", "healthcare", "education", "construction");
    private static final List<String> TIERS = List.of("gold", "silver", "bronze", "silver");
    private static final int MOST_BRANCHES = 4;

    private DemoCompanies() {}

    static List<DemoCompany> all() {
        List<DemoCompany> companies = new ArrayList<>();
        for (int number = 0; number < NAMES.size(); number++) {
            Place place = Place.values()[number % Place.values().length];
            companies.add(new DemoCompany(
                    number,
                    NAMES.get(number),
                    status(number),
                    size(number),
                    INDUSTRIES.get(number % INDUSTRIES.size()),
                    TIERS.get(number % TIERS.size()),
                    place.country,
                    place.zone,
                    place.currency,
                    place.cities.subList(0, branches(number))));
        }
        return List.copyOf(companies);
    }

    /** From none to four, in turn; the first company has some, for the examples. */
    private static int branches(int number) {
        return MOST_BRANCHES - number % (MOST_BRANCHES + 1);
    }

    private static DemoCompany.Size size(int number) {
        return switch (number % 10) {
            case 0, 1 -> DemoCompany.Size.KEY_ACCOUNT;
            case 2, 3, 4, 5 -> DemoCompany.Size.MID_MARKET;
            default -> DemoCompany.Size.SMALL_BUSINESS;
        };
    }

    private static AccountStatus status(int number) {
        return switch (number) {
            case 32 -> AccountStatus.ACCOUNT_STATUS_CLOSED;
            case 33, 34, 35 -> AccountStatus.ACCOUNT_STATUS_PROBATION;
            case 36 -> AccountStatus.ACCOUNT_STATUS_SUSPENDED;
            case 37 -> AccountStatus.ACCOUNT_STATUS_IN_REVIEW;
            case 38 -> AccountStatus.ACCOUNT_STATUS_APPLIED;
            case 39 -> AccountStatus.ACCOUNT_STATUS_PROSPECT;
            default -> AccountStatus.ACCOUNT_STATUS_ACTIVE;
        };
    }

    /** Where companies are. */
    @SuppressWarnings("ImmutableEnumChecker") // List.of makes lists that can't be changed
    private enum Place {
        AUSTRIA("AT", "Europe/Vienna", "EUR", "vienna", "graz", "linz", "salzburg"),
        GERMANY("DE", "Europe/Berlin", "EUR", "berlin", "hamburg", "munich", "cologne"),
        BRITAIN("GB", "Europe/London", "GBP", "london", "leeds", "bristol", "glasgow"),
        FRANCE("FR", "Europe/Paris", "EUR", "paris", "lyon", "lille", "nantes"),
        NETHERLANDS("NL", "Europe/Amsterdam", "EUR", "amsterdam", "utrecht", "rotterdam", "breda"),
        ITALY("IT", "Europe/Rome", "EUR", "milan", "turin", "bologna", "verona"),
        STATES("US", "America/New_York", "USD", "boston", "albany", "newark", "hartford");

        private final String country;
        private final String zone;
        private final String currency;
        private final List<String> cities;

        Place(String country, String zone, String currency, String... cities) {
            this.country = country;
            this.zone = zone;
            this.currency = currency;
            this.cities = List.of(cities);
        }
    }
}

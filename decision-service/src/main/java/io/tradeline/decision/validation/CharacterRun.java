package io.tradeline.decision.validation;

import java.util.BitSet;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts of so many characters out of some: what most ids in the contracts are held to. Every order has several, and this takes a tenth of the time of a regular expression.
 *
 * @param characters which ones, all of them ASCII
 */
record CharacterRun(BitSet characters, int least, int most) implements Predicate<String> {

    /** As {@code ^[A-Za-z0-9._:-]{1,64}$}: one class without an escape or a negation, so many times. */
    private static final Pattern FORM =
            Pattern.compile("\\^\\[([\\x20-\\x7e&&[^\\[\\]\\\\^&]]+)]\\{(\\d{1,4}),(\\d{1,4})}\\$");

    /** The run that a pattern says; empty when it says something else. */
    static Optional<CharacterRun> of(String pattern) {
        Matcher form = FORM.matcher(pattern);
        if (!form.matches()) {
            return Optional.empty();
        }
        return Optional.of(new CharacterRun(
                characters(form.group(1)), Integer.parseInt(form.group(2)), Integer.parseInt(form.group(3))));
    }

    private static BitSet characters(String inClass) {
        BitSet characters = new BitSet(128);
        for (int i = 0; i < inClass.length(); i++) {
            char first = inClass.charAt(i);
            // At either end of the class it means itself.
            boolean range = i + 2 < inClass.length() && inClass.charAt(i + 1) == '-';
            characters.set(first, (range ? inClass.charAt(i + 2) : first) + 1);
            if (range) {
                i += 2;
            }
        }
        return characters;
    }

    @Override
    public boolean test(String text) {
        int length = text.length();
        if (length < least || length > most) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (!characters.get(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}

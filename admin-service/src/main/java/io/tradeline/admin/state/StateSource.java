package io.tradeline.admin.state;

/** Tells the system's state. Never throws for trouble with the decision service: that is a state too. */
interface StateSource {
    SystemState read();
}

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>AuditText</name>
    <message numerus="yes">
        <source>%n replica(s)</source>
        <translation>
            <numerusform>%n replica</numerusform>
            <numerusform>%n replicas</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Chart</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message numerus="yes">
        <source>Last %n seconds</source>
        <translation>
            <numerusform>Last %n second</numerusform>
            <numerusform>Last %n seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Last %n minutes</source>
        <translation>
            <numerusform>Last %n minute</numerusform>
            <numerusform>Last %n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Last %n hours</source>
        <translation>
            <numerusform>Last %n hour</numerusform>
            <numerusform>Last %n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Last %n days</source>
        <translation>
            <numerusform>Last %n day</numerusform>
            <numerusform>Last %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Last %n weeks</source>
        <translation>
            <numerusform>Last %n week</numerusform>
            <numerusform>Last %n weeks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Last %n months</source>
        <translation>
            <numerusform>Last %n month</numerusform>
            <numerusform>Last %n months</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Last %n years</source>
        <translation>
            <numerusform>Last %n year</numerusform>
            <numerusform>Last %n years</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ScaleText</name>
    <message numerus="yes">
        <source>Someone else set %1 to %n replica(s) meanwhile.</source>
        <translation>
            <numerusform>Someone else set %1 to %n replica meanwhile.</numerusform>
            <numerusform>Someone else set %1 to %n replicas meanwhile.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 runs with %n replica(s) now. It took %2.</source>
        <translation>
            <numerusform>%1 runs with %n replica now. It took %2.</numerusform>
            <numerusform>%1 runs with %n replicas now. It took %2.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>toban::AlertRuleProxy</name>
    <message numerus="yes">
        <source>%n firing</source>
        <translation>
            <numerusform>%n firing</numerusform>
            <numerusform>%n firing</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <comment>rules that could not be evaluated</comment>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pending</source>
        <translation>
            <numerusform>%n pending</numerusform>
            <numerusform>%n pending</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rule(s), every %1</source>
        <translation>
            <numerusform>%n rule, every %1</numerusform>
            <numerusform>%n rules, every %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n instance(s)</source>
        <translation>
            <numerusform>%n instance</numerusform>
            <numerusform>%n instances</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not evaluated</source>
        <comment>rules that have not been evaluated yet</comment>
        <translation>
            <numerusform>%n not evaluated</numerusform>
            <numerusform>%n not evaluated</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>toban::AlertsPage</name>
    <message numerus="yes">
        <source>%1 fires %n times, first: %2</source>
        <extracomment>A firing alert&apos;s name, for how many it fires, and what the oldest says</extracomment>
        <translation>
            <numerusform>%1 fires once: %2</numerusform>
            <numerusform>%1 fires %n times, first: %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>toban::ChartReadout</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>toban::FleetDetailsView</name>
    <message numerus="yes">
        <source>%n agent(s)</source>
        <translation>
            <numerusform>%n agent</numerusform>
            <numerusform>%n agents</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>toban::FleetPage</name>
    <message numerus="yes">
        <source>%n agent(s) of %1 sent no heartbeat for over a minute, so it is not known whether they work. Open it to see which.</source>
        <translation>
            <numerusform>%n agent of %1 sent no heartbeat for over a minute, so it is not known whether it works. Open it to see which.</numerusform>
            <numerusform>%n agents of %1 sent no heartbeat for over a minute, so it is not known whether they work. Open it to see which.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>toban::FleetProxy</name>
    <message numerus="yes">
        <source>%n agent(s) silent for over a minute</source>
        <translation>
            <numerusform>%n agent silent for over a minute</numerusform>
            <numerusform>%n agents silent for over a minute</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>toban::FleetView</name>
    <message numerus="yes">
        <source>%n deployment(s)</source>
        <translation>
            <numerusform>%n deployment</numerusform>
            <numerusform>%n deployments</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n agent(s)</source>
        <translation>
            <numerusform>%n agent</numerusform>
            <numerusform>%n agents</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n shown</source>
        <comment>agents that fit the filter</comment>
        <translation>
            <numerusform>%n shown</numerusform>
            <numerusform>%n shown</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more when the pointer leaves the list</source>
        <comment>new agents</comment>
        <translation>
            <numerusform>%n more when the pointer leaves the list</numerusform>
            <numerusform>%n more when the pointer leaves the list</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>toban::Legend</name>
    <message numerus="yes">
        <source>%n more series</source>
        <translation>
            <numerusform>%n more series</numerusform>
            <numerusform>%n more series</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>toban::LogsController</name>
    <message numerus="yes">
        <source>%n line(s) written to %1.</source>
        <translation>
            <numerusform>%n line written to %1.</numerusform>
            <numerusform>%n lines written to %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Writing %n line(s) to %1…</source>
        <translation>
            <numerusform>Writing %n line to %1…</numerusform>
            <numerusform>Writing %n lines to %1…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>toban::LogsView</name>
    <message numerus="yes">
        <source>Paused, %n line(s) waiting</source>
        <translation>
            <numerusform>Paused, %n line waiting</numerusform>
            <numerusform>Paused, %n lines waiting</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s)</source>
        <translation>
            <numerusform>%n line</numerusform>
            <numerusform>%n lines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new above.</source>
        <extracomment>Log lines that came in above those in view</extracomment>
        <translation>
            <numerusform>%n new above.</numerusform>
            <numerusform>%n new above.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>toban::PlanView</name>
    <message numerus="yes">
        <source>%n agent(s)</source>
        <translation>
            <numerusform>%n agent</numerusform>
            <numerusform>%n agents</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n running task(s)</source>
        <translation>
            <numerusform>%n running task</numerusform>
            <numerusform>%n running tasks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>toban::RailFooter</name>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>%n problem</numerusform>
            <numerusform>%n problems</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>toban::ScaleDialog</name>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n fewer</source>
        <translation>
            <numerusform>%n fewer</numerusform>
            <numerusform>%n fewer</numerusform>
        </translation>
    </message>
</context>
</TS>
